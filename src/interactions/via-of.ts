import type { Via } from '#src/domain/review.ts';

/** Grouped verdicts and those of looks are made by us, never claimed by a surface. */
export function viaOf(via: Via): Exclude<Via, 'group' | 'look'> {
  return via === 'group' || via === 'look' ? 'channel' : via;
}
