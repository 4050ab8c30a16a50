import { z } from 'zod';
import { agentVersionOf } from '#src/domain/call.ts';
import { patternKey } from '#src/domain/flag.ts';
import { decideLook, type Look, type LookAnswer } from '#src/domain/look.ts';
import { decideConfirm } from '#src/domain/triage.ts';
import { conflict, invalid, notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { WholeCall } from '#src/ports/store/calls.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import type { Tx } from '#src/ports/store.ts';
import { type Context, verb } from '#src/verb.ts';
import { announceReview, redrawLooks } from './announce.ts';
import { castVote, updateReview } from './change-review.ts';
import { refuseUnknownModes } from './confirm-review.ts';
import { LookIdSchema, visibleLook } from './list-looks.ts';

/** The look after an answer; `review` where something was wrong, `changed` false when it already was so. */
export type AnsweredLook = { look: Look; review?: StoredReview; changed: boolean };

/**
 * Says of a call that nothing flagged whether it was fine. Where something was wrong it gets a confirmed review, "found by a look", which
 * counts for no rate of flagged calls. Of two people at once the second sees what the first said; a call that was flagged since is in
 * review already.
 */
export const answerLook = verb({
  name: 'look.answer',
  input: z.object({
    lookId: LookIdSchema,
    answer: z.enum(['fine', 'wrong', 'skipped']),
    failureModes: z.array(z.string().min(1).max(80)).max(10).default([]),
    note: z.string().max(2_000).optional(),
  }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, input): Promise<AnsweredLook> {
    const { lookId, answer, failureModes, note } = input;
    if (answer === 'wrong' && failureModes.length === 0)
      throw invalid('Pick a failure mode.', [{ path: 'failureModes', message: 'Pick at least one.' }]);
    return deps.store.write(
      ctx,
      ({ changed, review }) => ({
        event: changed ? 'look.answered' : 'look.unchanged',
        subject: `look:${lookId}`,
        facts: { answer, ...(review ? { reviewId: review.id } : {}) },
      }),
      async (tx) => {
        // Two who find something at the same moment make one review.
        await tx.lock(`look:${lookId}`);
        const look = await visibleLook(tx, ctx.actor, lookId);
        const known = await tx.reviews.ofCall(look.callId);
        const state = decideLook(look, ctx.actor, answer);
        if (state === undefined) return { look, ...(known ? { review: known } : {}), changed: false };
        const whole = await tx.calls.whole(look.callId);
        if (!whole) throw notFound(`The call of ${lookId}`);
        if (whole.row.flagged)
          throw conflict(`A check has flagged this call since: ${known?.id ?? 'it'} is in review.`, known);
        await refuseUnknownModes(tx, deps, failureModes);
        const review =
          answer === 'wrong' ? await confirmFound(tx, deps, ctx, { whole, known, failureModes, note }) : undefined;
        const after = await keepAnswer(tx, ctx, look, state);
        return { look: after, ...(review ? { review } : {}), changed: true };
      },
    );
  },
});

async function keepAnswer(tx: Tx, ctx: Context, look: Look, state: LookAnswer): Promise<Look> {
  const { id: answeredBy, name: answeredByName } = ctx.actor;
  const after = await tx.looks.answer(look.id, look.state, { state, answeredBy, answeredByName, answeredAt: ctx.now });
  if (!after) throw conflict(`${look.id} was answered by somebody else just now.`, await tx.looks.get(look.id));
  await redrawLooks(tx, look.day);
  return after;
}

type Found = {
  whole: WholeCall;
  known: StoredReview | undefined;
  failureModes: readonly string[];
  note: string | undefined;
};

/** The call's review, confirmed: a new one, or the one it had from before its scorecard stopped flagging it. */
async function confirmFound(tx: Tx, deps: Deps, ctx: Context, found: Found): Promise<StoredReview> {
  const { whole, known, failureModes, note } = found;
  const verdict = { failureModes, via: 'look', ...(note ? { note } : {}) } as const;
  if (known) {
    const changed = await updateReview(tx, known.id, (now) => {
      const change = decideConfirm(now, ctx.actor, verdict, ctx.now);
      return change && { ...change, updatedAt: ctx.now };
    });
    await castVote(tx, ctx, known.id, 'confirm');
    if (changed) await announceReview(tx, deps, ctx, changed, { onlyKnown: true });
    return changed ?? known;
  }
  const open = newReview(deps, ctx, whole, await tx.reviews.nextId(), failureModes);
  const review: StoredReview = { ...open, ...decideConfirm(open, ctx.actor, verdict, ctx.now), version: 1 };
  await tx.reviews.insert(review);
  await castVote(tx, ctx, review.id, 'confirm');
  await announceReview(tx, deps, ctx, review);
  return review;
}

function newReview(
  deps: Deps,
  ctx: Context,
  { row, call }: WholeCall,
  id: string,
  failureModes: readonly string[],
): StoredReview {
  const rule = failureModes[0];
  return {
    id,
    callId: row.id,
    agent: row.agent,
    agentVersion: agentVersionOf(call),
    state: 'open',
    version: 1,
    severity: 'medium',
    reason: 'Found by a look: nothing had flagged it',
    patternKey: patternKey(row.agent, { detector: 'look', ...(rule ? { rule } : {}) }, row.intent ?? undefined),
    score: row.score ?? 100,
    failureModes: [],
    occurrences: 1,
    lastOccurrenceAt: row.startedAt,
    queueOrder: deps.runtime.random(),
    foundBy: 'look',
    callStartedAt: row.startedAt,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
}
