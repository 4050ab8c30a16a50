import { z } from 'zod';
import type { Review } from '#src/domain/review.ts';
import { notFound } from '#src/errors.ts';
import type { Store } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import type { Card } from '#src/views/card.ts';
import { flaggedCallCard } from '#src/views/flagged-call-card.ts';
import { visibleReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';
import { allFailureModes } from './confirm-review.ts';
import { redactedCall, visibleCall } from './get-call.ts';
import { judgedSoFar } from './owe-judge.ts';

/** The card of a review as it stands now; `not_found` when the review or its call is gone. */
export const drawCard = verb({
  name: 'review.draw',
  input: z.object({ reviewId: ReviewIdSchema }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, { reviewId }): Promise<Card> {
    const { store } = deps;
    const review = await visibleReview(store, ctx, reviewId);
    const { call } = await visibleCall(store, ctx.actor, review.callId);
    const [found, modes, votes, earlier, own, judged] = await Promise.all([
      store.calls.findings(review.callId),
      allFailureModes(store, deps),
      store.reviews.votes(reviewId),
      earlierOf(store, review),
      review.scenarioId === undefined ? undefined : store.scenarios.ofCall(review.callId),
      judgedSoFar(store, deps, [review.callId]),
    ]);
    if (!found) throw notFound(`The findings of ${review.callId}`);
    return flaggedCallCard({
      review,
      call: redactedCall(deps, call),
      findings: found,
      votes,
      counted: review.scenarioId !== undefined && own === undefined,
      ...(earlier === undefined ? {} : { earlier }),
      ...(judged.size === 0 ? {} : { judgement: judged.get(review.callId) }),
      modeTitles: Object.fromEntries(modes.map((mode) => [mode.id, mode.title])),
      threshold: deps.policy.score.threshold,
      groupingHours: deps.policy.grouping.windowHours,
      baseUrl: deps.baseUrl,
      now: ctx.now,
    });
  },
});

/** The review whose promotion should have kept this from coming back. */
async function earlierOf(
  { scenarios, reviews }: Pick<Store, 'scenarios' | 'reviews'>,
  { recurrenceOf }: Pick<Review, 'recurrenceOf'>,
): Promise<Review | undefined> {
  const scenario = recurrenceOf === undefined ? undefined : await scenarios.get(recurrenceOf);
  if (!scenario) return undefined;
  const { reviewId, callId } = scenario.provenance;
  return reviewId === undefined ? reviews.ofCall(callId) : reviews.get(reviewId);
}
