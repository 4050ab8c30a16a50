import { z } from 'zod';
import { decideReopen } from '#src/domain/triage.ts';
import { verb } from '#src/verb.ts';
import { changeReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';
import { countDuplicate } from './mark-duplicate.ts';

/** Takes a verdict, a snooze or a duplicate mark back. */
export const reopenReview = verb({
  name: 'review.reopen',
  input: z.object({ reviewId: ReviewIdSchema }),
  allow: { role: 'reviewer' },
  run: (deps, ctx, { reviewId }) =>
    changeReview(
      deps,
      ctx,
      reviewId,
      (review) => ({ event: 'review.reopened', change: decideReopen(review) }),
      async (tx, before, after) => {
        if (before.duplicateOf) await countDuplicate(tx, ctx, after, before.duplicateOf, -1);
      },
    ),
});
