import type { Deps } from '#src/ports/deps.ts';

/** Brings the index of near-duplicates up to the stored suite (another replica may have promoted since). */
export async function syncSimilar(deps: Pick<Deps, 'similar' | 'store'>): Promise<void> {
  const stored = (await deps.store.scenarios.countByTier()).reduce((sum, { n }) => sum + n, 0);
  if (stored === deps.similar.size) return;
  const texts = await deps.store.scenarios.texts();
  const kept = new Set(texts.map(({ id }) => id));
  for (const id of deps.similar.ids()) if (!kept.has(id)) deps.similar.remove(id);
  for (const { id, spoken } of texts) deps.similar.add(id, spoken);
}
