import { z } from 'zod';
import { verb } from '#src/verb.ts';
import { redrawCards } from './redraw-cards.ts';

/** How many cards one transaction draws anew. */
const CARDS = 200;

/** Gives calls back that the judge did not score: they stay owed, and their cards say why. `all`: so it stands with every other owed call too. */
export const returnOwedCalls = verb({
  name: 'judge.return',
  input: z.object({
    callIds: z.array(z.string().min(1).max(80)).max(100),
    why: z.enum(['over_budget', 'no_answer', 'unreadable']),
    afterMs: z.int().min(0).max(86_400_000).default(0),
    all: z.boolean().default(false),
  }),
  allow: {},
  async run(deps, ctx, { callIds, why, afterMs, all }): Promise<{ told: number }> {
    return deps.store.write(
      ctx,
      ({ told }: { told: number }) => ({ event: 'judge.returned_calls', subject: 'judge', facts: { why, told } }),
      async (tx) => {
        const before = new Map((await tx.judgements.of(callIds)).map((one) => [one.callId, one.why]));
        await tx.judgements.giveBack(callIds, why, new Date(ctx.now.getTime() + afterMs));
        const changed = callIds.filter((id) => before.get(id) !== why || why === 'unreadable');
        const others = all ? await tx.judgements.restate(why, ctx.now, CARDS) : [];
        await redrawCards(tx, [...changed, ...others]);
        return { told: changed.length + others.length };
      },
    );
  },
});
