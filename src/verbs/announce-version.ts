import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { type AgentConfig, AgentConfigSchema, configHash, versionId } from '#src/domain/agent-config.ts';
import { announcedConflicts } from '#src/domain/agent-version.ts';
import { NameSchema } from '#src/domain/name.ts';
import { conflict, notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Tx } from '#src/ports/store.ts';
import { type Context, verb } from '#src/verb.ts';
import { settleQuestion } from './ask-version.ts';

/** Says what a version is made of, before it goes live or after. The same again is the same; another configuration of it is a `conflict`. */
export const announceVersion = verb({
  name: 'version.announce',
  input: z.object({ agent: NameSchema, version: NameSchema, config: AgentConfigSchema }),
  allow: { role: 'reviewer', scope: 'gate' },
  async run(deps, ctx, { agent, version, config }): Promise<{ agent: string; version: string; hash: string }> {
    if (!maySeeAgent(ctx.actor, agent)) throw notFound(`The agent ${agent}`);
    return deps.store.write(
      ctx,
      ({ hash }) => ({
        event: 'version.announced',
        subject: `version:${versionId(agent, version)}`,
        facts: { agent, version, hash },
      }),
      async (tx) => {
        await putAnnounced(tx, deps, ctx, { agent, version, config });
        return { agent, version, hash: configHash(config) };
      },
    );
  },
});

/** Keeps an announced configuration; throws `conflict` with the parts that differ where the version is known as another. */
export async function putAnnounced(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  { agent, version, config }: { agent: string; version: string; config: AgentConfig },
): Promise<void> {
  const id = versionId(agent, version);
  await tx.lock(`version:${id}`);
  await tx.versions.announce(agent, version, ctx.actor.name, ctx.now);
  const known = await tx.versions.byId(id);
  const fields = known ? announcedConflicts(known, config) : [];
  if (fields.length > 0)
    throw conflict(
      `${version} of ${agent} is known with another ${fields.join(', ')}. A version never changes: give this one a name of its own.`,
      { fields },
    );
  await tx.versions.putConfig(id, { hash: configHash(config), config, origin: 'announced', seenAt: ctx.now });
  await settleQuestion(tx, deps, ctx, agent, version);
}
