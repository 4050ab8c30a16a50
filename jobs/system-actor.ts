import type { SystemActor } from '#src/domain/actor.ts';

/** A job as the audit trail names it. */
export function systemActor(name: string): SystemActor {
  return { kind: 'system', id: `job:${name}`, name };
}
