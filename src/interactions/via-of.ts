import type { Via } from '#src/domain/review.ts';

/** Grouped verdicts are made by us, never claimed by a surface. */
export function viaOf(via: Via): Exclude<Via, 'group'> {
  return via === 'group' ? 'channel' : via;
}
