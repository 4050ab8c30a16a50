import { z } from 'zod';
import { transcriptLines } from '#src/domain/transcript-lines.ts';
import { judgeReach } from '#src/domain/wants-judge.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { WholeCall } from '#src/ports/store/calls.ts';
import { verb } from '#src/verb.ts';
import { redactedCall } from './get-call.ts';
import { whyNotNow } from './owe-judge.ts';
import { redrawCards } from './redraw-cards.ts';

/** How many cards one transaction draws anew. */
const CARDS = 200;

/** What the judge reads of a call: its transcript with pseudonyms only. */
export type TakenCall = { callId: string; turnCount: number; transcript: string };

/**
 * Takes calls to be judged now, nobody else's for `forMs`; none while the budget is spent or the endpoint is left in peace, and then the cards
 * of those that wait say so. Calls past judge.maxAgeDays are given up.
 */
export const takeOwedCalls = verb({
  name: 'judge.take',
  input: z.object({ limit: z.int().min(1).max(100), forMs: z.int().min(1_000).max(3_600_000) }),
  allow: {},
  async run(deps, ctx, { limit, forMs }): Promise<{ calls: TakenCall[] }> {
    const { store, policy, judge } = deps;
    if (!judge) return { calls: [] };
    type Taken = { callIds: string[]; told: number };
    const { callIds } = await store.write(
      ctx,
      ({ callIds: taken, told }: Taken) =>
        taken.length + told === 0
          ? []
          : { event: 'judge.took_calls', subject: 'judge', facts: { taken: taken.length, told } },
      async (tx): Promise<Taken> => {
        const told = await tx.judgements.giveUp(judgeReach(policy, ctx.now), CARDS);
        const why = await whyNotNow(tx, deps, ctx.now);
        if (why) told.push(...(await tx.judgements.restate(why, ctx.now, CARDS)));
        await redrawCards(tx, told);
        if (why) return { callIds: [], told: told.length };
        const until = new Date(ctx.now.getTime() + forMs);
        return { callIds: await tx.judgements.take(limit, ctx.now, until), told: told.length };
      },
    );
    const wholes = callIds.length === 0 ? [] : await store.calls.wholes(callIds);
    return { calls: wholes.map((whole) => takenCall(deps, whole)) };
  },
});

function takenCall(deps: Deps, { row, call }: WholeCall): TakenCall {
  const { turns } = redactedCall(deps, call);
  return { callId: row.id, turnCount: row.turnCount, transcript: transcriptLines(turns) };
}
