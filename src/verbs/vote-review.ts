import { z } from 'zod';
import { verb } from '#src/verb.ts';
import { redrawReview } from './announce.ts';
import { castVote, visibleReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';

/** Records or takes back what one person thinks of a review, whatever its state: agreement and disagreement show on the card. */
export const voteReview = verb({
  name: 'review.vote',
  input: z.object({
    reviewId: ReviewIdSchema,
    vote: z.enum(['confirm', 'dismiss', 'promote']),
    added: z.boolean().default(true),
  }),
  allow: { role: 'reviewer' },
  run: (deps, ctx, { reviewId, vote, added }) =>
    deps.store.write(
      ctx,
      { event: added ? 'review.voted' : 'review.unvoted', subject: `review:${reviewId}`, facts: { vote } },
      async (tx) => {
        const review = await visibleReview(tx, ctx, reviewId);
        const changed = added
          ? await castVote(tx, ctx, reviewId, vote)
          : await tx.reviews.removeVote(reviewId, ctx.actor.id, vote);
        if (changed) await redrawReview(tx, review);
        return { review, changed };
      },
    ),
});
