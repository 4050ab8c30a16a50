import { hasRole } from '#src/domain/actor.ts';
import type { Interactions } from '#src/interactions/answer.ts';
import { allFailureModes } from '#src/verbs/confirm-review.ts';
import type { Option } from '#src/views/card.ts';
import { modeOptions } from '#src/views/tag-form.ts';
import type { World } from './create-interactions.ts';
import { usedModes } from './tag-form-answer.ts';

/** How many stand there before anything is typed. */
const MOST_USED = 10;

/** The failure modes whose id, title, owner or description holds every word that was typed, the most used first. */
export async function findOptions(
  { deps }: World,
  { actor, query }: Parameters<Interactions['options']>[0],
): Promise<readonly Option[]> {
  if (!hasRole(actor, 'reviewer')) return [];
  const [modes, used] = await Promise.all([allFailureModes(deps.store, deps), usedModes(deps)]);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 20);
  if (words.length === 0) return modeOptions(modes, [], used).slice(0, MOST_USED);
  const fits = modes.filter(({ id, title, owner, description = '' }) => {
    const text = `${id} ${title} ${owner} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return modeOptions(fits, [], used);
}
