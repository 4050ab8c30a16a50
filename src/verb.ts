import type { z } from 'zod';
import { type Actor, hasRole, hasScope, type Role, type Scope } from './domain/actor.ts';
import { AppError, forbidden, invalid } from './errors.ts';
import { problemsOf } from './policy.ts';
import type { Deps } from './ports/deps.ts';

/** Who may call a verb: people with the role, keys with the scope; jobs and the local command line (system) always. */
export type Allow = { role?: Role; scope?: Scope };

export type Context = { actor: Actor; now: Date };

/** One verb: a name ("review.claim"), the schema of its input, who may, and what it does. */
export type Verb<S extends z.ZodType, O> = {
  name: string;
  input: S;
  allow: Allow;
  run(deps: Deps, ctx: Context, input: z.output<S>): Promise<O>;
};

export function verb<S extends z.ZodType, O>(definition: Verb<S, O>): Verb<S, O> {
  return definition;
}

/** A verb with its dependencies: parses, authorises, times and logs. */
export type BoundVerb<V> = V extends Verb<infer S, infer O> ? (actor: Actor, input: z.input<S>) => Promise<O> : never;

export function bindVerb<S extends z.ZodType, O>(deps: Deps, definition: Verb<S, O>): BoundVerb<Verb<S, O>> {
  const bound = async (actor: Actor, input: unknown): Promise<O> => {
    const now = deps.runtime.now();
    const began = deps.runtime.elapsedMs();
    const refused = refusalOf(actor, definition);
    if (refused) {
      await auditRefusal(deps, { actor, now }, definition.name);
      throw refused;
    }
    const parsed = definition.input.safeParse(input);
    if (!parsed.success) throw invalid('The input has problems.', problemsOf(parsed.error));
    try {
      const output = await definition.run(deps, { actor, now }, parsed.data);
      deps.runtime.log('verb.done', { verb: definition.name, ms: deps.runtime.elapsedMs() - began });
      return output;
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'bug';
      deps.runtime.log('verb.failed', { verb: definition.name, code, ms: deps.runtime.elapsedMs() - began });
      throw error;
    }
  };
  return bound as BoundVerb<Verb<S, O>>;
}

function refusalOf(actor: Actor, { name, allow }: { name: string; allow: Allow }): AppError | undefined {
  if (actor.kind === 'system') return undefined;
  if (actor.kind === 'person' && allow.role && hasRole(actor, allow.role)) return undefined;
  if (actor.kind === 'key' && allow.scope && hasScope(actor, allow.scope)) return undefined;
  return forbidden(refusal(actor, name, allow));
}

/** Who tried what they may not is written down; keys and jobs leave their line in the log alone. */
async function auditRefusal(deps: Deps, ctx: Context, name: string): Promise<void> {
  deps.runtime.log('verb.refused', { verb: name, actorKind: ctx.actor.kind });
  if (ctx.actor.kind !== 'person') return;
  await deps.store.write(ctx, { event: 'verb.refused', subject: `verb:${name}` }, async () => undefined);
}

function refusal(actor: Actor, name: string, allow: Allow): string {
  if (actor.kind === 'key' && !allow.scope)
    return `${name} takes a person: a key never triages, approves or overrides.`;
  if (actor.kind === 'key')
    return `This key lacks the scope "${allow.scope}". An admin makes one with: ratchet keys create --scope ${allow.scope}`;
  if (allow.role)
    return `${name} is for ${allow.role}s. Ask an admin to give you that role (people: in ratchet.yaml, or ratchet invite).`;
  return `${name} is for API keys with the scope "${allow.scope}".`;
}
