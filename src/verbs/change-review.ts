import { maySeeAgent } from '#src/domain/actor.ts';
import type { TriageChange } from '#src/domain/triage.ts';
import { AppError, conflict, notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { ReviewChange, StoredReview, Vote } from '#src/ports/store/reviews.ts';
import type { Reads, Tx } from '#src/ports/store.ts';
import type { Context } from '#src/verb.ts';
import { redrawReview } from './announce.ts';

/** The review as the actor may see it; `not_found` for another team's. */
export async function visibleReview(reads: Reads, ctx: Context, reviewId: string): Promise<StoredReview> {
  const review = await reads.reviews.get(reviewId);
  if (!review || !maySeeAgent(ctx.actor, review.agent)) throw notFound(`The review ${reviewId}`);
  return review;
}

/** What one decision does: nothing (it already is so), or a change with its event and vote. */
export type Decision = {
  event: string;
  change: TriageChange | undefined;
  vote?: Vote['vote'];
  facts?: Record<string, unknown>;
};

/** The review after a decision; `changed` is false when it already was so. */
export type Changed = { review: StoredReview; changed: boolean };

/** Somebody else's change between our read and our write: how often we look again before giving up. */
const ATTEMPTS = 4;

/**
 * Changes a review in one transaction: the decision is made on the row as it is, written only if nobody was faster
 * (else decided anew on what they made of it), audited, and its card redrawn. The loser of a race gets `conflict` with
 * the current state.
 */
export async function changeReview(
  deps: Deps,
  ctx: Context,
  reviewId: string,
  decide: (review: StoredReview, tx: Tx) => Decision | Promise<Decision>,
  also?: (tx: Tx, before: StoredReview, after: StoredReview) => Promise<void>,
): Promise<Changed> {
  let event = 'review.unchanged';
  let facts: Record<string, unknown> = {};
  return deps.store.write(
    ctx,
    () => ({ event, subject: `review:${reviewId}`, facts }),
    async (tx) => {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const before = await visibleReview(tx, ctx, reviewId);
        const decision = await decide(before, tx);
        const voted = decision.vote ? await castVote(tx, ctx, reviewId, decision.vote) : false;
        if (!decision.change) {
          if (voted) await redrawReview(tx, before);
          return { review: before, changed: false };
        }
        const after = await tx.reviews.update(reviewId, before.version, { ...decision.change, updatedAt: ctx.now });
        if (!after) continue;
        event = decision.event;
        facts = { from: before.state, to: after.state, ...decision.facts };
        if (also) await also(tx, before, after);
        await redrawReview(tx, after);
        return { review: after, changed: true };
      }
      throw conflict(`${reviewId} was changed by somebody else just now.`, await tx.reviews.get(reviewId));
    },
  );
}

/** Changes a review however often somebody else does so at the same time; undefined when there is nothing to change, or it is gone. */
export async function updateReview(
  tx: Tx,
  reviewId: string,
  changeOf: (review: StoredReview) => ReviewChange | undefined,
): Promise<StoredReview | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const review = await tx.reviews.get(reviewId);
    const change = review && changeOf(review);
    if (!change) return undefined;
    const after = await tx.reviews.update(reviewId, review.version, change);
    if (after) return after;
  }
  throw new AppError('unavailable', `${reviewId} is being changed by many at once. Try again.`);
}

/** True when the vote is new. Agreeing and disagreeing votes stand side by side on the card. */
export async function castVote(tx: Tx, ctx: Context, reviewId: string, vote: Vote['vote']): Promise<boolean> {
  const opposite = vote === 'confirm' ? 'dismiss' : vote === 'dismiss' ? 'confirm' : undefined;
  if (opposite) await tx.reviews.removeVote(reviewId, ctx.actor.id, opposite);
  return tx.reviews.addVote({ reviewId, actorId: ctx.actor.id, actorName: ctx.actor.name, vote, at: ctx.now });
}
