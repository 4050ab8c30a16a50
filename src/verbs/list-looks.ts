import { z } from 'zod';
import { type Actor, maySeeAgent } from '#src/domain/actor.ts';
import type { Look } from '#src/domain/look.ts';
import { notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Reads } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import type { ShownLook } from '#src/views/look-card.ts';
import { redactedCall } from './get-call.ts';
import { seenAgents } from './list-reviews.ts';

export const LookIdSchema = z.string().min(1).max(80);

/** Looks that wait (or those answered), newest day first, each with its call without personal data; `waiting` counts all that wait. */
export const listLooks = verb({
  name: 'look.list',
  input: z.object({
    state: z.enum(['open', 'answered']).default('open'),
    limit: z.int().min(1).max(100).default(10),
  }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, { state, limit }): Promise<{ looks: ShownLook[]; waiting: number }> {
    const agents = seenAgents(ctx.actor);
    const scope = agents ? { agents } : {};
    const states = state === 'open' ? (['open'] as const) : (['fine', 'wrong', 'skipped'] as const);
    const [looks, waiting] = await Promise.all([
      deps.store.looks.list({ states, ...scope, limit }),
      deps.store.looks.waiting(agents),
    ]);
    return { looks: await withCalls(deps, looks), waiting };
  },
});

/** One look. */
export const getLook = verb({
  name: 'look.get',
  input: z.object({ lookId: LookIdSchema }),
  allow: { role: 'reviewer', scope: 'read' },
  run: async (deps, ctx, { lookId }): Promise<{ look: Look }> => ({
    look: await visibleLook(deps.store, ctx.actor, lookId),
  }),
});

/** The look as the actor may see it; `not_found` for another team's. */
export async function visibleLook(reads: Pick<Reads, 'looks'>, actor: Actor, lookId: string): Promise<Look> {
  const look = await reads.looks.get(lookId);
  if (!look || !maySeeAgent(actor, look.agent)) throw notFound(`The look ${lookId}`);
  return look;
}

/** Each with its call, personal data replaced; one whose call is gone meanwhile is left out. */
export async function withCalls(deps: Deps, looks: readonly Look[]): Promise<ShownLook[]> {
  const wholes = await deps.store.calls.wholes(looks.map(({ callId }) => callId));
  const calls = new Map(wholes.map(({ row, call }) => [row.id, call]));
  return looks.flatMap((look) => {
    const call = calls.get(look.callId);
    return call ? [{ look, call: redactedCall(deps, call) }] : [];
  });
}
