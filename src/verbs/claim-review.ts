import { z } from 'zod';
import { decideClaim } from '#src/domain/triage.ts';
import { verb } from '#src/verb.ts';
import { changeReview } from './change-review.ts';

export const ReviewIdSchema = z.string().min(1).max(80);

/** Takes a review to work on. */
export const claimReview = verb({
  name: 'review.claim',
  input: z.object({ reviewId: ReviewIdSchema }),
  allow: { role: 'reviewer' },
  run: (deps, ctx, { reviewId }) =>
    changeReview(deps, ctx, reviewId, (review) => ({
      event: 'review.claimed',
      change: decideClaim(review, ctx.actor, ctx.now),
    })),
});
