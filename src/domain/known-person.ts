import type { Policy } from '#src/policy.ts';
import { type Person, ROLES, type Role, type SurfaceName } from './actor.ts';

/** "web:ann-lee" for Ann Lee. */
export function webPersonId(name: string): string {
  return `web:${name.trim().toLowerCase().replace(/\s+/g, '-')}`;
}

/** Somebody as a surface knows them; `role` is what is stored, if anything is. */
export type KnownAs = { id: string; name: string; role?: Role };

/**
 * The person behind an id: `people` of ratchet.yaml override name and role, and join the ids that are the same person;
 * `routes` limit whose calls they see on this surface. Without a role anywhere they have none.
 */
export function knownPerson(policy: Pick<Policy, 'people' | 'routes'>, surface: SurfaceName, known: KnownAs): Person {
  const listed = policy.people.find((person) => person.id === known.id || person.same.includes(known.id));
  const role = listed?.role ?? known.role;
  const agents = policy.routes.filter((route) => route.surface === surface).flatMap((route) => route.agents);
  return {
    kind: 'person',
    id: listed?.id ?? known.id,
    name: listed?.name ?? known.name,
    roles: role === undefined ? [] : ROLES.slice(0, ROLES.indexOf(role) + 1),
    surface,
    ...(agents.length > 0 ? { agents: [...new Set(agents)] } : {}),
  };
}
