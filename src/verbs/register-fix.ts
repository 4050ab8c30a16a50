import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { type Deployment, FIX_KINDS, type Fix } from '#src/domain/fix.ts';
import { forecastFix } from '#src/domain/forecast-fix.ts';
import { worldOf } from '#src/domain/judge-fix.ts';
import { invalid, notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import { type Context, verb } from '#src/verb.ts';
import { allFailureModes, refuseUnknownModes } from './confirm-review.ts';
import { firstDayRead } from './fix-inputs.ts';
import { visibleScenario } from './get-scenario.ts';
import { seenAgents } from './list-reviews.ts';

const DAY_MS = 86_400_000;
const AHEAD_DAYS = 90;

/** A fix, and what can be known of it by when: a sentence or two a failure mode. */
export type RegisteredFix = Fix & { forecast: string[] };

/** Registers a fix: which failure modes it targets, which version carries it, when it went live. Registers the deployment too. */
export const registerFix = verb({
  name: 'fix.register',
  input: z.object({
    title: z.string().min(1).max(200),
    agent: z.string().min(1).max(200),
    failureModes: z.array(z.string().min(1).max(80)).min(1, 'Pick at least one failure mode.').max(10),
    kind: z.enum(FIX_KINDS).default('prompt'),
    version: z.string().min(1).max(200),
    liveAt: z.coerce.date().optional(),
    /** Of the traffic; under 1 the fix is compared with the versions beside it. */
    share: z.number().gt(0).max(1).default(1),
    note: z.string().max(4_000).optional(),
    scenarioIds: z.array(z.string().max(80)).max(50).default([]),
  }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { share, ...input }): Promise<RegisteredFix> {
    if (!maySeeAgent(ctx.actor, input.agent)) throw notFound(`The agent ${input.agent}`);
    await refuseUnknownModes(deps.store, deps, input.failureModes);
    for (const id of input.scenarioIds) await visibleScenario(deps.store, ctx.actor, id);
    const liveAt = input.liveAt ?? ctx.now;
    if (liveAt.getTime() > ctx.now.getTime() + AHEAD_DAYS * DAY_MS)
      throw invalid(`That go-live is more than ${AHEAD_DAYS} days ahead. Register the fix when it goes live.`);
    const registered = await deps.store.write(
      ctx,
      (fix: Fix) => ({
        event: 'fix.registered',
        subject: `fix:${fix.id}`,
        facts: { failureModes: input.failureModes, version: input.version },
      }),
      async (tx) => {
        const fix: Fix = {
          ...input,
          liveAt,
          id: await tx.fixes.nextId(),
          ownerId: ctx.actor.id,
          ownerName: ctx.actor.name,
          createdAt: ctx.now,
        };
        await tx.fixes.insertFix(fix);
        const { agent, version } = input;
        const known = (await tx.fixes.deployments(agent, 100)).some((d) => d.version === version);
        if (!known)
          await tx.fixes.insertDeployment({
            id: deps.runtime.id(),
            agent,
            version,
            share,
            liveAt,
            createdBy: ctx.actor.name,
            createdAt: ctx.now,
          });
        return fix;
      },
    );
    return { ...registered, forecast: await forecast(deps, ctx, registered, share) };
  },
});

async function forecast(deps: Deps, ctx: Context, fix: Fix, share: number): Promise<string[]> {
  const { store, policy } = deps;
  const zone = policy.timeZone;
  const [data, fixes, modes] = await Promise.all([
    store.reports.fixData(firstDayRead(ctx.now, [fix, { liveAt: ctx.now }]), ctx.now, zone),
    store.fixes.fixes(200),
    allFailureModes(store, deps),
  ]);
  // Deployments decide how it will be compared, not what there is to compare with.
  const world = worldOf({ data, fixes, deployments: [], zone, until: ctx.now }, fix.agent);
  return forecastFix({ fix, world, titles: Object.fromEntries(modes.map((mode) => [mode.id, mode])), share });
}

/** How many are looked through for those of the agents that an actor sees. */
const LOOKED_THROUGH = 1_000;

/** Fixes and deployments, newest first. */
export const listFixes = verb({
  name: 'fix.list',
  input: z.object({ limit: z.int().min(1).max(200).default(50) }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, { limit }): Promise<{ fixes: Fix[]; deployments: Deployment[] }> {
    const sees = ({ agent }: { agent: string }) => maySeeAgent(ctx.actor, agent);
    const read = seenAgents(ctx.actor) ? LOOKED_THROUGH : limit;
    const [fixes, deployments] = await Promise.all([
      deps.store.fixes.fixes(read),
      deps.store.fixes.deployments(undefined, read),
    ]);
    return { fixes: fixes.filter(sees).slice(0, limit), deployments: deployments.filter(sees).slice(0, limit) };
  },
});
