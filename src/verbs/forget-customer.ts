import { z } from 'zod';
import { hashNumber } from '#src/domain/redact/customer-number.ts';
import { verb } from '#src/verb.ts';
import { redrawLooks } from './announce.ts';
import { syncSimilar } from './sync-similar.ts';

/** Erases one customer: every call of theirs, its reviews, messages and scenarios. `customer` is the team's reference or a telephone number. */
export const forgetCustomer = verb({
  name: 'customer.forget',
  input: z.object({ customer: z.string().min(1).max(200) }),
  allow: { role: 'admin', scope: 'admin' },
  async run(deps, ctx, { customer }): Promise<{ calls: number }> {
    const numberHash = hashNumber(deps.secret, customer);
    const keys = [`ref:${customer}`, ...(numberHash ? [`num:${numberHash}`] : [])];
    const done = await deps.store.write(
      ctx,
      (forgotten: { calls: number }) => ({ event: 'customer.forgotten', subject: 'customer', facts: forgotten }),
      async (tx) => {
        const days = await tx.looks.daysOfCustomers(keys);
        const calls = await tx.calls.forget(keys);
        // What a look quoted of them goes with the next drawing of its card.
        for (const day of days) await redrawLooks(tx, day);
        return { calls };
      },
    );
    // What the promoted calls said is in memory too.
    await syncSimilar(deps);
    return done;
  },
});
