import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import type { AgentConfig, ConfigField } from '#src/domain/agent-config.ts';
import {
  type AgentVersion,
  configOf,
  conflictsOf,
  differingFields,
  type WholeVersion,
} from '#src/domain/agent-version.ts';
import type { Deployment } from '#src/domain/fix.ts';
import { previousAmong } from '#src/domain/live-spans.ts';
import { diffVersions, type VersionDiff } from '#src/domain/version-diff.ts';
import { notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import { type Context, verb } from '#src/verb.ts';
import { seenAgents } from './list-reviews.ts';

const DAY_MS = 86_400_000;
/** Calls of so many days are counted. */
const COUNTED_DAYS = 28;
const DEPLOYMENTS = 1_000;

const name = z.string().min(1).max(200);

/** A version with its go-lives, newest first, its calls of the last 28 days, and what does not agree about it. */
export type VersionLine = AgentVersion & {
  deployments: Deployment[];
  calls: number;
  lastCallAt?: Date;
  /** What was live before it, and the parts in which it differs. */
  previous?: { version: string; changed: readonly ConfigField[] };
  /** Configurations that calls told under its name though it is another: how many parts differ, and a call. */
  conflicts: { fields: readonly ConfigField[]; hash: string; seenAt: Date; callId?: string }[];
};

/** The versions of the agents that an actor sees, newest first. */
export const listVersions = verb({
  name: 'version.list',
  input: z.object({ agent: name.optional(), limit: z.int().min(1).max(200).default(50) }),
  allow: { role: 'reviewer', scope: 'read' },
  async run({ store }, ctx, { agent, limit }): Promise<{ versions: VersionLine[] }> {
    if (agent !== undefined && !maySeeAgent(ctx.actor, agent)) throw notFound(`The agent ${agent}`);
    const agents = agent === undefined ? seenAgents(ctx.actor) : [agent];
    const from = new Date(ctx.now.getTime() - COUNTED_DAYS * DAY_MS);
    const [found, deployments, calls] = await Promise.all([
      store.versions.list(agents, limit),
      store.fixes.deployments(agent, DEPLOYMENTS),
      store.versions.calls(agents, from, new Date(ctx.now.getTime() + DAY_MS)),
    ]);
    const keyOf = (one: { agent: string; version: string }) => JSON.stringify([one.agent, one.version]);
    const counts = new Map(calls.map((one) => [keyOf(one), one]));
    const line = (version: WholeVersion): VersionLine => {
      const { configs: _, ...kept } = version;
      const mine = deployments.filter((one) => one.agent === version.agent);
      const counted = counts.get(keyOf(version));
      const before = previousAmong(version, found, mine);
      return {
        ...kept,
        deployments: mine.filter((one) => one.version === version.version),
        calls: counted?.calls ?? 0,
        ...(counted && { lastCallAt: counted.lastAt }),
        ...(before && {
          previous: { version: before.version, changed: differingFields(configOf(before), configOf(version)) },
        }),
        conflicts: conflictsOf(version).map(({ config: _config, origin: _origin, ...conflict }) => conflict),
      };
    };
    return { versions: found.map(line).sort((a, b) => beganAt(b) - beganAt(a)) };
  },
});

/** When it went live first, or was first seen. */
function beganAt({ deployments, firstSeenAt, noticedAt }: VersionLine): number {
  const lives = deployments.map(({ liveAt }) => liveAt.getTime());
  return Math.min(...lives, (firstSeenAt ?? (lives.length > 0 ? undefined : noticedAt))?.getTime() ?? Infinity);
}

export type ComparedVersions = {
  agent: string;
  from: { version: string; config: AgentConfig };
  to: { version: string; config: AgentConfig };
  diff: VersionDiff;
};

/** What changed between any two versions of an agent; without `from` since the version that was live before. */
export const compareVersions = verb({
  name: 'version.compare',
  input: z.object({ agent: name, from: name.optional(), to: name }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, { agent, from, to }): Promise<ComparedVersions> {
    const now = await knownVersion(deps, ctx, agent, to);
    const before =
      from === undefined
        ? await deps.store.versions.previousVersion(agent, to)
        : await knownVersion(deps, ctx, agent, from);
    if (!before) throw notFound(`A version of ${agent} before ${to}`);
    const [a, b] = [configOf(before), configOf(now)];
    return {
      agent,
      from: { version: before.version, config: a },
      to: { version: now.version, config: b },
      diff: diffVersions(a, b),
    };
  },
});

async function knownVersion({ store }: Deps, ctx: Context, agent: string, version: string): Promise<WholeVersion> {
  const found = maySeeAgent(ctx.actor, agent) ? await store.versions.of(agent, version) : undefined;
  if (!found) throw notFound(`The version ${version} of ${agent}`);
  return found;
}

/** Go-lives, newest first. */
export const listDeployments = verb({
  name: 'deployment.list',
  input: z.object({ agent: name.optional(), limit: z.int().min(1).max(200).default(50) }),
  allow: { role: 'reviewer', scope: 'read' },
  async run({ store }, ctx, { agent, limit }): Promise<{ deployments: Deployment[] }> {
    if (agent !== undefined && !maySeeAgent(ctx.actor, agent)) throw notFound(`The agent ${agent}`);
    const found = await store.fixes.deployments(agent, seenAgents(ctx.actor) ? DEPLOYMENTS : limit);
    return { deployments: found.filter((one) => maySeeAgent(ctx.actor, one.agent)).slice(0, limit) };
  },
});
