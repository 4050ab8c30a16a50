import { z } from 'zod';
import type { StoredReview, Vote } from '#src/ports/store/reviews.ts';
import type { AuditRow } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { visibleReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';

/** One review with its votes, the occurrences grouped under it and what happened to it. */
export const getReview = verb({
  name: 'review.get',
  input: z.object({ reviewId: ReviewIdSchema }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(
    deps,
    ctx,
    { reviewId },
  ): Promise<{ review: StoredReview; votes: Vote[]; grouped: StoredReview[]; history: AuditRow[] }> {
    const review = await visibleReview(deps.store, ctx, reviewId);
    const [votes, grouped, history] = await Promise.all([
      deps.store.reviews.votes(reviewId),
      deps.store.reviews.groupedUnder(reviewId),
      deps.store.audit(`review:${reviewId}`, 50),
    ]);
    return { review, votes, grouped, history };
  },
});
