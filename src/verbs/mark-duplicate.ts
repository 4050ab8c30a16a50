import { z } from 'zod';
import { decideDuplicate } from '#src/domain/triage.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import type { Tx } from '#src/ports/store.ts';
import { type Context, verb } from '#src/verb.ts';
import { redrawReview } from './announce.ts';
import { changeReview, updateReview, visibleReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';
import { ViaSchema } from './confirm-review.ts';
import { countFailures } from './count-failures.ts';

/** Counts a duplicate on the card of the other review, or takes it off again; one grouped under it was counted when it came. */
export async function countDuplicate(
  tx: Tx,
  ctx: Context,
  { groupedUnder }: StoredReview,
  of: string,
  by: 1 | -1,
): Promise<void> {
  if (groupedUnder === of) return;
  const counted = await updateReview(tx, of, ({ occurrences }) => ({
    occurrences: Math.max(1, occurrences + by),
    updatedAt: ctx.now,
  }));
  if (counted) await redrawReview(tx, counted);
}

/** Says that this review shows the same failure as another one. */
export const markDuplicate = verb({
  name: 'review.duplicate',
  input: z.object({ reviewId: ReviewIdSchema, of: ReviewIdSchema, via: ViaSchema }),
  allow: { role: 'reviewer' },
  run: (deps, ctx, input) =>
    changeReview(
      deps,
      ctx,
      input.reviewId,
      async (review, tx) => {
        const other = await visibleReview(tx, ctx, input.of);
        return {
          event: 'review.marked_duplicate',
          change: decideDuplicate(review, ctx.actor, other, input.via, ctx.now),
          facts: { of: other.id },
        };
      },
      async (tx, _before, after) => {
        await countDuplicate(tx, ctx, after, input.of, 1);
        // It takes over the failure modes of one that is confirmed; of one that waits it has none yet.
        await countFailures(tx, ctx, after, after.failureModes);
      },
    ),
});
