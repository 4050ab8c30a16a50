import { z } from 'zod';
import { decideUnclaim } from '#src/domain/triage.ts';
import { verb } from '#src/verb.ts';
import { changeReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';

/** Gives a claimed review back to everybody. */
export const unclaimReview = verb({
  name: 'review.unclaim',
  input: z.object({ reviewId: ReviewIdSchema }),
  allow: { role: 'reviewer' },
  run: (deps, ctx, { reviewId }) =>
    changeReview(deps, ctx, reviewId, (review) => ({
      event: 'review.unclaimed',
      change: decideUnclaim(review, ctx.actor),
    })),
});
