import type { Person } from '#src/domain/actor.ts';
import { isRouteOf, knownPerson } from '#src/domain/known-person.ts';
import type { Card } from '#src/views/card.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import type { Place } from './place.ts';
import type { SlackWorld } from './slack-world.ts';

const NAMES_MAX = 10_000;

export type Standing = {
  actor: Person;
  /** Whether a route maps both the workspace and the person's own one; until then nothing is done for them. */
  mapped: boolean;
};

/** Who acts, with the roles and agents that the routes of their own workspace give; rejects when Slack cannot say whose our token is. */
export async function actorAt(
  { policy, workspaces, names }: SlackWorld,
  { team, user, userTeam, userName }: Pick<Place, 'team' | 'user' | 'userTeam' | 'userName'>,
): Promise<Standing> {
  const here = await workspaces.where(team);
  const own = userTeam === team ? here : await workspaces.where(userTeam);
  const routes = policy.routes.filter(({ surface }) => surface === 'slack');
  const mapped = [here, own].every((where) => routes.some((route) => isRouteOf(route, where)));
  const personId = `slack:${userTeam}:${user}`;
  if (userName !== undefined) {
    if (names.size >= NAMES_MAX) names.clear();
    names.set(personId, userName);
  }
  const name = userName ?? names.get(personId) ?? user;
  return { actor: knownPerson(policy, 'slack', { id: personId, name }, own), mapped };
}

/** What somebody of a workspace without a route is told. */
export function unmappedCard(team: string): Card {
  return noticeCard(
    'info',
    'This workspace is not connected yet',
    `Ratchet is installed here, but nothing is routed to it, so it can neither show nor do anything. An admin of Ratchet adds the workspace ${team} with a channel under routes in ratchet.yaml.`,
  );
}
