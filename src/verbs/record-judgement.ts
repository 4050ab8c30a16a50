import { z } from 'zod';
import { CRITERIA } from '#src/domain/signal.ts';
import { verb } from '#src/verb.ts';
import { redrawCards } from './redraw-cards.ts';
import { scoreIn } from './score-calls.ts';

/**
 * Stores what the judge said of a call, and scores and flags the call anew with it: it may become flagged, an open card shows the new
 * numbers, a verdict stands. The same answer again changes nothing.
 */
export const recordJudgement = verb({
  name: 'judge.record',
  input: z.object({
    callId: z.string().min(1).max(80),
    version: z.string().min(1).max(300),
    criteria: z
      .array(
        z.object({
          id: z.enum(CRITERIA),
          score: z.number().min(0).max(100).nullable(),
          reason: z.string().max(4_000),
          turn: z.int().min(0).optional(),
        }),
      )
      .min(1)
      .max(CRITERIA.length),
    turnCount: z.int().min(0),
  }),
  allow: {},
  async run(deps, ctx, { callId, version, criteria, turnCount }): Promise<{ flagged: boolean }> {
    const said = criteria.map(({ turn, ...rest }) => ({
      ...rest,
      ...(turn === undefined || turn >= turnCount ? {} : { turn }),
    }));
    return deps.store.write(
      ctx,
      (done: { flagged: boolean }) => ({
        event: 'call.judged',
        subject: `call:${callId}`,
        facts: { version, ...done },
      }),
      async (tx) => {
        // Forgotten meanwhile, or one that was never to be judged.
        if (!(await tx.judgements.save({ callId, version, criteria: said, turnCount, at: ctx.now })))
          return { flagged: false };
        const { flagged } = await scoreIn(tx, deps, ctx, [callId]);
        await redrawCards(tx, [callId]);
        return { flagged: flagged > 0 };
      },
    );
  },
});
