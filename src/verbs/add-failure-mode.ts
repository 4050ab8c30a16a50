import { z } from 'zod';
import { conflict } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { allFailureModes } from './confirm-review.ts';

/** Adds a failure mode to the taxonomy, with somebody who answers for it. */
export const addFailureMode = verb({
  name: 'failure_mode.add',
  input: z.object({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,79}$/, 'lower-case letters, digits and dashes'),
    title: z.string().min(1).max(120),
    owner: z.string().min(1).max(120),
    description: z.string().max(1_000).optional(),
  }),
  allow: { role: 'approver' },
  run: (deps, ctx, input) =>
    deps.store.write(ctx, { event: 'failure_mode.added', subject: `failure_mode:${input.id}` }, async (tx) => {
      const taken = (await allFailureModes(tx, deps)).some((mode) => mode.id === input.id);
      if (taken || !(await tx.reviews.addFailureMode({ ...input, createdBy: ctx.actor.id, createdAt: ctx.now }))) {
        throw conflict(`The failure mode ${input.id} is already there.`);
      }
      return { id: input.id };
    }),
});
