import type { Deps } from '#src/ports/deps.ts';
import { allFailureModes } from './confirm-review.ts';

/** Titles of these failure modes by id; of one that is no longer known there is none. */
export async function modeTitles(
  deps: Pick<Deps, 'store' | 'policy'>,
  wanted: readonly string[],
): Promise<Record<string, string>> {
  if (wanted.length === 0) return {};
  const known = await allFailureModes(deps.store, deps);
  return Object.fromEntries(known.filter(({ id }) => wanted.includes(id)).map(({ id, title }) => [id, title]));
}
