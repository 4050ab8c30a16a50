import type { Policy } from '#src/policy.ts';
import type { SurfaceName } from './actor.ts';

/** Where somebody is told something privately. */
export type DirectChannel = { surface: SurfaceName; channel: string };

/**
 * The direct messages of a person, by their id or one that ratchet.yaml joins with it ("slack:T1:U2" is "T1/U2" on
 * Slack), on one of the surfaces that are in use; undefined for those only the browser knows: their home page tells.
 */
export function directChannel(
  personId: string,
  people: Policy['people'],
  surfaces: ReadonlySet<SurfaceName>,
): DirectChannel | undefined {
  const same = people.find((one) => one.id === personId)?.same ?? [];
  for (const id of [personId, ...same]) {
    const [, surface, place] = /^(slack|teams):(.+)$/s.exec(id) ?? [];
    if (surface === undefined || place === undefined || !surfaces.has(surface as SurfaceName)) continue;
    return { surface: surface as SurfaceName, channel: place.replace(':', '/') };
  }
  return undefined;
}
