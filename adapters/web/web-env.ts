import type { Person } from '#src/domain/actor.ts';

/** What the listener in front of us has found out about a request. */
export type WebEnv = { Variables: { actor?: Person | undefined; csrf?: string | undefined } };
