import { z } from 'zod';
import type { ReviewCounts, StoredReview } from '#src/ports/store/reviews.ts';
import { verb } from '#src/verb.ts';
import { seenAgents } from './list-reviews.ts';

export type Home = {
  mine: StoredReview[];
  unclaimed: StoredReview[];
  counts: ReviewCounts;
  sla: { claimHours: number; verdictHours: number };
};

/** My claimed reviews, oldest first, and the unclaimed in queue order. */
export const getHome = verb({
  name: 'review.home',
  input: z.object({ limit: z.int().min(1).max(100).default(20), offset: z.int().min(0).default(0) }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { limit, offset }): Promise<Home> {
    const agents = seenAgents(ctx.actor);
    const [mine, unclaimed, counts] = await Promise.all([
      deps.store.reviews.list({ states: ['claimed'], ownerId: ctx.actor.id, agents, order: 'oldest', limit: 50 }),
      deps.store.reviews.list({ states: ['open'], agents, order: 'queue', limit, offset }),
      deps.store.reviews.counts(agents),
    ]);
    return { mine, unclaimed, counts, sla: deps.policy.sla };
  },
});
