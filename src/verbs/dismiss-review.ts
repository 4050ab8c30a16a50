import { z } from 'zod';
import { DISMISS_REASONS, DISMISSED_BY_REACTION } from '#src/domain/review.ts';
import { decideDismiss } from '#src/domain/triage.ts';
import { verb } from '#src/verb.ts';
import { changeReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';
import { ViaSchema } from './confirm-review.ts';

const reasons = [DISMISSED_BY_REACTION, ...DISMISS_REASONS.map((reason) => reason.id)] as [string, ...string[]];

/** Says that a flagged call was no failure, and why. */
export const dismissReview = verb({
  name: 'review.dismiss',
  input: z.object({
    reviewId: ReviewIdSchema,
    reason: z.enum(reasons),
    note: z.string().max(2_000).optional(),
    via: ViaSchema,
  }),
  allow: { role: 'reviewer' },
  run: (deps, ctx, input) =>
    changeReview(deps, ctx, input.reviewId, (review) => ({
      event: 'review.dismissed',
      change: decideDismiss(review, ctx.actor, input, ctx.now),
      vote: 'dismiss',
      facts: { reason: input.reason, via: input.via },
    })),
});
