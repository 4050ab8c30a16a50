import { z } from 'zod';
import { type Actor, maySeeAgent } from '#src/domain/actor.ts';
import type { ReviewCounts, StoredReview } from '#src/ports/store/reviews.ts';
import { verb } from '#src/verb.ts';

/** The agents a query may look at: the one asked for where the actor may see it, else all that the actor sees; undefined = all. */
export function agentsAskedFor(actor: Actor, agent: string | undefined): readonly string[] | undefined {
  if (agent === undefined) return seenAgents(actor);
  return maySeeAgent(actor, agent) ? [agent] : [];
}

const StateSchema = z.enum(['open', 'claimed', 'snoozed', 'confirmed', 'dismissed', 'duplicate']);

/** The agents (or prefixes with a trailing *) the actor's surface is routed to; undefined = all. */
export function seenAgents(actor: Actor): readonly string[] | undefined {
  return actor.kind === 'person' ? actor.agents : undefined;
}

/** Reviews by state, in queue order (worst band first, random inside it) or by age. */
export const listReviews = verb({
  name: 'review.list',
  input: z.object({
    state: z.union([StateSchema, z.array(StateSchema)]).optional(),
    failureMode: z.string().max(80).optional(),
    patternKey: z.string().max(500).optional(),
    order: z.enum(['queue', 'newest', 'oldest']).default('queue'),
    limit: z.int().min(1).max(200).default(50),
    offset: z.int().min(0).default(0),
  }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, { state, ...filter }): Promise<{ reviews: StoredReview[]; counts: ReviewCounts }> {
    const agents = seenAgents(ctx.actor);
    const states = state === undefined ? undefined : Array.isArray(state) ? state : [state];
    const [reviews, counts] = await Promise.all([
      deps.store.reviews.list({ ...filter, states, agents }),
      deps.store.reviews.counts(agents),
    ]);
    return { reviews, counts };
  },
});
