import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { AgentConfigSchema } from '#src/domain/agent-config.ts';
import type { Deployment } from '#src/domain/fix.ts';
import { NameSchema } from '#src/domain/name.ts';
import { TimeSchema } from '#src/domain/time.ts';
import { notFound } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { putAnnounced } from './announce-version.ts';
import { endDeployment, placeDeployment } from './place-deployment.ts';

/**
 * Says that a version went live, for a share of the traffic, and with `config` what it is made of. One for all of the traffic ends the
 * one before it. With `endedAt` alone it says that the version takes no more calls. Told again it is the same deployment.
 */
export const registerDeployment = verb({
  name: 'deployment.register',
  input: z.object({
    agent: NameSchema,
    version: NameSchema,
    share: z.number().gt(0).max(1).default(1),
    liveAt: TimeSchema.optional().describe('Now unless given; at most 90 days ahead.'),
    endedAt: TimeSchema.optional().describe(
      'When it took its last call. Without liveAt it ends the deployment that is live.',
    ),
    note: z.string().max(2_000).optional(),
    config: AgentConfigSchema.optional().describe('What the version is made of.'),
  }),
  allow: { role: 'reviewer', scope: 'gate' },
  async run(deps, ctx, { config, ...input }): Promise<Deployment> {
    const { agent, version, share, liveAt, endedAt, note } = input;
    if (!maySeeAgent(ctx.actor, agent)) throw notFound(`The agent ${agent}`);
    const ends = endedAt !== undefined && liveAt === undefined;
    return deps.store.write(
      ctx,
      (done: Deployment) => ({
        event: ends ? 'deployment.ended' : 'deployment.registered',
        subject: `deployment:${done.id}`,
        facts: { agent, version, share: done.share, liveAt: done.liveAt, endedAt: done.endedAt },
      }),
      async (tx) => {
        if (config) await putAnnounced(tx, deps, ctx, { agent, version, config });
        if (ends) return endDeployment(tx, ctx, { agent, version, endedAt });
        return placeDeployment(tx, deps, ctx, {
          agent,
          version,
          share,
          ...(liveAt && { liveAt }),
          ...(endedAt && { endedAt }),
          ...(note !== undefined && { note }),
        });
      },
    );
  },
});
