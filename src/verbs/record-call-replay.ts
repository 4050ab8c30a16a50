import { z } from 'zod';
import { RunReportSchema } from '#src/domain/run.ts';
import { verb } from '#src/verb.ts';
import { compareCard } from '#src/views/compare-card.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { answerInThread } from './announce.ts';
import { redactedCall, visibleCall } from './get-call.ts';

/** Keeps what today's agent made of a call's messages, and shows it in the card's thread. Doing it twice tells it once. */
export const recordCallReplay = verb({
  name: 'call.record_replay',
  input: z.object({
    callId: z.string().min(1).max(80),
    requestId: z.string().min(1).max(200),
    requestedBy: z.string().max(200),
    target: z.string().max(400),
    agentVersion: z.string().max(200).optional(),
    articleId: z.string().max(80).optional(),
    report: RunReportSchema.optional(),
    /** Why there is no report. */
    problem: z.string().max(2_000).default(''),
  }),
  allow: {},
  async run(deps, ctx, { callId, requestId, requestedBy, report, problem, ...of }): Promise<void> {
    const { row, call } = await visibleCall(deps.store, ctx.actor, callId);
    const review = await deps.store.reviews.ofCall(callId);
    const facts = { target: of.target, outcome: report?.outcome ?? 'none' };
    await deps.store.write(ctx, { event: 'call.replayed', subject: `call:${callId}`, facts }, async (tx) => {
      if (report) await tx.replays.add({ id: requestId, callId, ...of, requestedBy, report, createdAt: ctx.now });
      if (!review) return;
      const card = report
        ? compareCard({
            reviewId: review.id,
            replayId: requestId,
            before: redactedCall(deps, call).turns,
            beforeVersion: row.agentVersion ?? undefined,
            report,
            target: of.articleId === undefined ? of.target : `${of.target} with ${of.articleId}`,
            baseUrl: deps.baseUrl,
          })
        : noticeCard('warning', `${review.id} could not be replayed`, problem, [
            { id: 'replay', label: 'Replay again', subject: `review:${review.id}` },
          ]);
      await answerInThread(tx, deps, ctx, `review:${review.groupedUnder ?? review.id}`, `replay:${requestId}`, card);
    });
  },
});
