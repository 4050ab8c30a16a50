/** What a person may do: a reviewer triages and promotes, an approver also accepts and overrides gates, an admin also configures. */
export type Role = 'reviewer' | 'approver' | 'admin';
export const ROLES: readonly Role[] = ['reviewer', 'approver', 'admin'];

/** What a key may do. A key never triages, approves or overrides. */
export type Scope = 'ingest' | 'read' | 'gate' | 'admin';
export const SCOPES: readonly Scope[] = ['ingest', 'read', 'gate', 'admin'];

export type SurfaceName = 'web' | 'slack' | 'teams';

/** A person acting through a surface. `id` is stable ("web:ann", "slack:T1:U2"); `agents` limits what they may see by the surface's routes (undefined = all). */
export type Person = {
  kind: 'person';
  id: string;
  name: string;
  roles: readonly Role[];
  surface: SurfaceName;
  agents?: readonly string[];
};
export type KeyActor = { kind: 'key'; id: string; name: string; scopes: readonly Scope[] };
/** A job or the command line working on its own database. */
export type SystemActor = { kind: 'system'; id: string; name: string };
export type Actor = Person | KeyActor | SystemActor;

/** Roles include the ones below them: an admin is an approver, an approver a reviewer. */
export function hasRole(actor: Actor, role: Role): boolean {
  if (actor.kind !== 'person') return false;
  const rank = ROLES.indexOf(role);
  return actor.roles.some((r) => ROLES.indexOf(r) >= rank);
}

export function hasScope(actor: Actor, scope: Scope): boolean {
  return actor.kind === 'key' && (actor.scopes.includes(scope) || actor.scopes.includes('admin'));
}

/** Whether the actor may see calls of this agent (its surface's routes; a trailing * matches a prefix). */
export function maySeeAgent(actor: Actor, agent: string): boolean {
  if (actor.kind !== 'person' || actor.agents === undefined) return true;
  return actor.agents.some((a) => a === agent || (a.endsWith('*') && agent.startsWith(a.slice(0, -1))));
}

/** Whether the actor may see all of these agents: what is counted over several is shown to nobody who sees only one. */
export function maySeeAgents(actor: Actor, agents: readonly string[]): boolean {
  return agents.every((agent) => maySeeAgent(actor, agent));
}
