import { z } from 'zod';
import { decideSnooze } from '#src/domain/triage.ts';
import { verb } from '#src/verb.ts';
import { changeReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';

/** Takes a review out of the queue for some hours (720 at most). */
export const snoozeReview = verb({
  name: 'review.snooze',
  input: z.object({ reviewId: ReviewIdSchema, hours: z.number().positive().max(720) }),
  allow: { role: 'reviewer' },
  run: (deps, ctx, { reviewId, hours }) =>
    changeReview(deps, ctx, reviewId, (review) => ({
      event: 'review.snoozed',
      change: decideSnooze(review, new Date(ctx.now.getTime() + hours * 3_600_000), ctx.now),
      facts: { hours },
    })),
});
