import type { Config } from './config.ts';
import type { Policy } from './policy.ts';
import type { Destination } from './ports/deps.ts';

/** The browser's review channel when no route names another. */
export const WEB_CHANNEL = 'reviews';

/**
 * The policy with the routes that the environment makes: SLACK_REVIEW_CHANNEL (TEAMS_REVIEW_CHANNEL) gets the cards of
 * every agent, and everybody there may review, as long as ratchet.yaml has no route of its own for that surface.
 */
export function withEnvironmentRoutes(policy: Policy, { slack, teams }: Pick<Config, 'slack' | 'teams'>): Policy {
  const routes = [...policy.routes];
  for (const [surface, channel] of [
    ['slack', slack?.reviewChannel],
    ['teams', teams?.reviewChannel],
  ] as const) {
    if (channel === undefined || policy.routes.some((route) => route.surface === surface)) continue;
    routes.push({ surface, channel, agents: ['*'], role: 'reviewer' });
  }
  return { ...policy, routes };
}

/** Every route as the channel it posts to ("T1/C1" where it names a team); without one for the web, its channel shows all agents. */
export function destinationsOf({ routes }: Pick<Policy, 'routes'>): Destination[] {
  const named = routes.map(({ surface, team, channel, agents }) => ({
    surface,
    channel: team === undefined || surface === 'web' ? channel : `${team}/${channel}`,
    agents,
  }));
  const web = named.some((route) => route.surface === 'web');
  return web ? named : [{ surface: 'web', channel: WEB_CHANNEL, agents: ['*'] }, ...named];
}
