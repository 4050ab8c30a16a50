import { type Actor, hasRole, maySeeAgent } from '#src/domain/actor.ts';
import type { Deps, Destination } from '#src/ports/deps.ts';
import type { Reads } from '#src/ports/store.ts';
import { channelsOf } from './announce.ts';

/** A channel that an admin may choose for the digest; `group` is the surface and team whose other channels then get none. */
export type DigestChoice = { value: string; channel: string; group: string };

/** Where the choice of a group ("slack:T1") is stored: its channel, or null for every one. */
export function digestKey(group: string): string {
  return `digest:${group}`;
}

/** The channels an admin may choose among: those of their own surface whose agents they see; in the browser, of every surface. */
export function digestChoices(deps: Pick<Deps, 'destinations'>, actor: Actor): DigestChoice[] {
  if (!hasRole(actor, 'admin') || actor.kind !== 'person') return [];
  return channelsOf(deps)
    .filter(({ surface }) => actor.surface === 'web' || surface === actor.surface)
    .filter(({ agents }) => agents.every((agent) => maySeeAgent(actor, agent)))
    .map((to) => ({ value: `${to.surface}:${to.channel}`, channel: to.channel, group: groupOf(to) }));
}

/** What is chosen now among these, "" for every channel. */
export async function chosenDigest(reads: Pick<Reads, 'settings'>, choices: readonly DigestChoice[]): Promise<string> {
  for (const { value, channel, group } of choices) {
    if ((await reads.settings.setting(digestKey(group))) === channel) return value;
  }
  return '';
}

/**
 * Where the digest is posted, and about which agents: every routed channel about its own; or, where an admin has
 * chosen one of a team's channels, that one about all that the team's channels show.
 */
export async function digestDestinations(deps: Pick<Deps, 'destinations' | 'store'>): Promise<Destination[]> {
  const channels = channelsOf(deps);
  const wanted: Destination[] = [];
  for (const group of new Set(channels.map(groupOf))) {
    const mine = channels.filter((to) => groupOf(to) === group);
    const chosen = await deps.store.settings.setting(digestKey(group));
    const one = mine.find(({ channel }) => channel === chosen);
    if (one) wanted.push({ ...one, agents: [...new Set(mine.flatMap(({ agents }) => agents))] });
    else wanted.push(...mine);
  }
  return wanted;
}

/** "slack:T1" of the channel "T1/C1", "slack:" of one without a team. */
function groupOf({ surface, channel }: Destination): string {
  const slash = channel.indexOf('/');
  return `${surface}:${slash < 0 ? '' : channel.slice(0, slash)}`;
}
