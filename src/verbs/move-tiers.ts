import { z } from 'zod';
import { verb } from '#src/verb.ts';
import { drawPlan } from './plan-suite.ts';

/** Moves scenarios between tiers as the plan says; a second time it moves none. One that was moved meanwhile is left alone. */
export const moveTiers = verb({
  name: 'suite.move',
  input: z.object({}),
  allow: {},
  async run(deps, ctx): Promise<{ moved: number }> {
    const { moves } = await drawPlan(deps, ctx.now);
    if (moves.length === 0) return { moved: 0 };
    return deps.store.write(
      ctx,
      (done: { moved: number }) => ({ event: 'suite.moved', subject: 'suite', facts: done }),
      async (tx) => {
        const moved = await tx.tiers.move(moves.map((one) => ({ ...one, id: deps.runtime.id(), at: ctx.now })));
        return { moved: moved.size };
      },
    );
  },
});
