import { DETECTORS } from '#src/detect/detectors.ts';
import type { Deps } from '#src/ports/deps.ts';
import { allFailureModes } from './confirm-review.ts';

/** What patterns stand under, in words: failure modes by id, and signals as "signal:loop" or "signal:compliance:consent". */
export async function patternTitles(deps: Pick<Deps, 'store' | 'policy'>): Promise<Record<string, string>> {
  const modes = await allFailureModes(deps.store, deps);
  return {
    ...Object.fromEntries(DETECTORS.map(({ id, title }) => [`signal:${id}`, title])),
    ...Object.fromEntries(deps.policy.compliance.map(({ id, title }) => [`signal:compliance:${id}`, title])),
    ...Object.fromEntries(modes.map(({ id, title }) => [id, title])),
  };
}
