import type { Tx } from '#src/ports/store.ts';
import { redrawReview } from './announce.ts';

/** Draws the cards of these calls anew, where they have one of their own that is not done with. */
export async function redrawCards(tx: Tx, callIds: readonly string[]): Promise<void> {
  for (const callId of callIds) {
    const review = await tx.reviews.ofCall(callId);
    if (!review || review.groupedUnder !== undefined) continue;
    if (review.state === 'open' || review.state === 'claimed') await redrawReview(tx, review);
  }
}
