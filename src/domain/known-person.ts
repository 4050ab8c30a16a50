import type { Policy } from '#src/policy.ts';
import { type Person, ROLES, type Role, type SurfaceName } from './actor.ts';

/** "web:ann-lee" for Ann Lee. */
export function webPersonId(name: string): string {
  return `web:${name.trim().toLowerCase().replace(/\s+/g, '-')}`;
}

/** Somebody as a surface knows them; `role` is what is stored, if anything is. */
export type KnownAs = { id: string; name: string; role?: Role };

/** The Slack workspace or Teams tenant that somebody acts from; `home` when it is that of the token in the environment. */
export type Where = { team: string; home: boolean };

type Route = Policy['routes'][number];

/**
 * The person behind an id: `people` of ratchet.yaml override name and role, and join the ids that are the same person;
 * `routes` limit whose calls they see on this surface, and may give a role to everybody of a team. Without a role
 * anywhere they have none; from a team that no route names they have none either and see nothing, whoever they are:
 * installing the app grants nothing.
 */
export function knownPerson(
  policy: Pick<Policy, 'people' | 'routes'>,
  surface: SurfaceName,
  known: KnownAs,
  where?: Where,
): Person {
  const listed = policy.people.find((person) => person.id === known.id || person.same.includes(known.id));
  const routes = policy.routes.filter((route) => route.surface === surface && isRouteOf(route, where));
  const isForeign = where !== undefined && routes.length === 0;
  const role = isForeign ? undefined : (listed?.role ?? known.role ?? highestRole(routes));
  const agents = [...new Set(routes.flatMap((route) => route.agents))];
  return {
    kind: 'person',
    id: listed?.id ?? known.id,
    name: listed?.name ?? known.name,
    roles: role === undefined ? [] : ROLES.slice(0, ROLES.indexOf(role) + 1),
    surface,
    ...(where !== undefined || agents.length > 0 ? { agents } : {}),
  };
}

/** Whether a route is of this team: by its name, or by naming none for the token's own team. */
export function isRouteOf(route: Pick<Route, 'team'>, where: Where | undefined): boolean {
  if (where === undefined) return true;
  return route.team === undefined ? where.home : route.team === where.team;
}

function highestRole(routes: readonly Route[]): Role | undefined {
  return ROLES.findLast((role) => routes.some((route) => route.role === role));
}
