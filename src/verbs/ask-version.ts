import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { configOf, type WholeVersion, wasMetInOldCalls } from '#src/domain/agent-version.ts';
import { diffVersions } from '#src/domain/version-diff.ts';
import { conflict, notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Reads, Tx } from '#src/ports/store.ts';
import { type Context, verb } from '#src/verb.ts';
import { versionCard } from '#src/views/version-card.ts';
import { onlookerOf, postWhere } from './announce.ts';

/** Of so many of the agent's newest calls its own are counted. */
const COUNTED = 1_000;
const HOUR_MS = 3_600_000;

/** Asks the channel about a version that took its first calls though nobody announced it, once. */
export const askVersion = verb({
  name: 'version.ask',
  input: z.object({ versionId: z.string().min(1).max(80) }),
  allow: {},
  async run(deps, ctx, { versionId }): Promise<{ asked: boolean }> {
    const { store, policy } = deps;
    const least = policy.versions.askAfterCalls;
    const version = await store.versions.byId(versionId);
    if (!version?.isOpen || version.firstSeenAt === undefined || least === 0) return { asked: false };
    // Of one that came with an import the old calls are no reason to ask.
    const freshMs = policy.grouping.cardMaxAgeHours * HOUR_MS;
    const isOld = wasMetInOldCalls(version, freshMs);
    const from = isOld ? new Date(ctx.now.getTime() - freshMs) : version.firstSeenAt;
    const taken = await store.versions.callsSince(version.agent, version.version, from, COUNTED);
    if (taken.calls < least) return { asked: false };
    return deps.store.write(
      ctx,
      ({ asked }) => ({ event: 'version.asked', subject: `version:${versionId}`, facts: { asked, ...taken } }),
      async (tx) => {
        if (!(await tx.versions.markAsked(versionId, ctx.now))) return { asked: false };
        await postQuestion(tx, deps, ctx, { ...version, askedAt: ctx.now }, taken);
        return { asked: true };
      },
    );
  },
});

/** A person decides that an unannounced version is none of anybody's business; `conflict` where it was announced. */
export const ignoreVersion = verb({
  name: 'version.ignore',
  input: z.object({ versionId: z.string().min(1).max(80) }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { versionId }): Promise<{ versionId: string; changed: boolean }> {
    await versionById(deps.store, ctx, versionId);
    return deps.store.write(
      ctx,
      ({ changed }) => ({ event: 'version.ignored', subject: `version:${versionId}`, facts: { changed } }),
      async (tx) => {
        const changed = await tx.versions.markIgnored(versionId, ctx.actor.name, ctx.now);
        const version = await versionById(tx, ctx, versionId);
        if (!changed && version.announcedBy !== undefined)
          throw conflict(`${version.version} was announced by ${version.announcedBy} already.`);
        if (changed) await settleQuestion(tx, deps, ctx, version.agent, version.version);
        return { versionId, changed };
      },
    );
  },
});

/** A version, with how many of its agent's newest calls since its first one (`of`, at most 1,000) it took. */
export const getVersion = verb({
  name: 'version.get',
  input: z.object({ versionId: z.string().min(1).max(80) }),
  allow: { role: 'reviewer', scope: 'read' },
  async run({ store }, ctx, { versionId }): Promise<{ version: WholeVersion; calls: number; of: number }> {
    const version = await versionById(store, ctx, versionId);
    const from = version.firstSeenAt ?? version.noticedAt;
    return { version, ...(await store.versions.callsSince(version.agent, version.version, from, COUNTED)) };
  },
});

/** The version of a card, for those who may see its agent. */
export async function versionById(reads: Pick<Reads, 'versions'>, ctx: Context, id: string): Promise<WholeVersion> {
  const version = await reads.versions.byId(id);
  if (!version || !maySeeAgent(ctx.actor, version.agent)) throw notFound('That version');
  return version;
}

/** Draws the question anew where one was asked, so that everybody sees the answer. */
export async function settleQuestion(tx: Tx, deps: Deps, ctx: Context, agent: string, name: string): Promise<void> {
  const version = await tx.versions.of(agent, name);
  if (version?.askedAt !== undefined) await postQuestion(tx, deps, ctx, version, { calls: 0, of: 0 });
}

async function postQuestion(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  version: WholeVersion,
  taken: { calls: number; of: number },
): Promise<void> {
  const before = await tx.versions.previousVersion(version.agent, version.version);
  const card = versionCard({
    version,
    taken: { ...taken, isAll: taken.of < COUNTED },
    ...(before && {
      previous: { version: before.version, diff: diffVersions(configOf(before), configOf(version)) },
    }),
    baseUrl: deps.baseUrl,
  });
  await postWhere(tx, deps, ctx, `version:${version.id}`, (channel) =>
    maySeeAgent(onlookerOf(channel), version.agent) ? { card } : undefined,
  );
}
