import { learnSimilarLine } from '#src/domain/similar-line.ts';
import type { Deps } from '#src/ports/deps.ts';

/** Brings the index of near-duplicates up to the stored suite (another replica may have promoted since); reads only what is new. */
export async function syncSimilar(deps: Pick<Deps, 'similar' | 'store'>): Promise<void> {
  // By id: one erased and one promoted elsewhere leave their number as it was.
  const kept = new Set(await deps.store.scenarios.ids());
  const known = new Set(deps.similar.ids());
  for (const id of known) if (!kept.has(id)) deps.similar.remove(id);
  const missing = [...kept].filter((id) => !known.has(id));
  for (let at = 0; at < missing.length; at += PAGE) {
    for (const { id, spoken } of await deps.store.scenarios.texts(missing.slice(at, at + PAGE)))
      deps.similar.add(id, spoken);
  }
}

const PAGE = 1_000;
/** Old answers were about another suite: scores drift with it. */
const LATEST_ANSWERS = 1_000;

/** The score from which a call counts as the same, as this team's own answers say. */
export async function similarLine({ store }: Pick<Deps, 'store'>): Promise<number> {
  return learnSimilarLine(await store.scenarios.answers(LATEST_ANSWERS));
}
