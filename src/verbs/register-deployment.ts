import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import type { Deployment } from '#src/domain/fix.ts';
import { notFound } from '#src/errors.ts';
import { verb } from '#src/verb.ts';

const at = z.coerce.date();

/** Says that a version went live, for a share of the traffic. The same version at the same time again is the same deployment. */
export const registerDeployment = verb({
  name: 'deployment.register',
  input: z.object({
    agent: z.string().min(1).max(200),
    version: z.string().min(1).max(200),
    share: z.number().gt(0).max(1).default(1),
    liveAt: at.optional(),
    note: z.string().max(2_000).optional(),
  }),
  allow: { role: 'reviewer', scope: 'gate' },
  async run(deps, ctx, input): Promise<Deployment> {
    if (!maySeeAgent(ctx.actor, input.agent)) throw notFound(`The agent ${input.agent}`);
    return deps.store.write(
      ctx,
      (done: Deployment) => ({
        event: 'deployment.registered',
        subject: `deployment:${done.id}`,
        facts: { agent: input.agent, version: input.version },
      }),
      (tx) =>
        tx.fixes.insertDeployment({
          ...input,
          id: deps.runtime.id(),
          liveAt: input.liveAt ?? ctx.now,
          createdBy: ctx.actor.name,
          createdAt: ctx.now,
        }),
    );
  },
});
