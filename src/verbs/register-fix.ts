import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { FIX_KINDS, type Fix } from '#src/domain/fix.ts';
import type { FixData } from '#src/domain/fix-days.ts';
import { worldOf } from '#src/domain/fix-world.ts';
import { forecastFix } from '#src/domain/forecast-fix.ts';
import { NameSchema } from '#src/domain/name.ts';
import { TimeSchema } from '#src/domain/time.ts';
import { invalid, notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Tx } from '#src/ports/store.ts';
import { type Context, verb } from '#src/verb.ts';
import { allFailureModes, refuseUnknownModes } from './confirm-review.ts';
import { ALL_FIXES, firstDayRead } from './fix-inputs.ts';
import { visibleScenario } from './get-scenario.ts';
import { placeDeployment } from './place-deployment.ts';

const DAY_MS = 86_400_000;
const AHEAD_DAYS = 90;

/** A fix, and what can be known of it by when: a sentence or two a failure mode. */
export type RegisteredFix = Fix & { forecast: string[] };

/** Registers a fix: which failure modes it targets, which version carries it, when it went live. Registers the deployment too. */
export const registerFix = verb({
  name: 'fix.register',
  input: z.object({
    title: z.string().min(1).max(200),
    agent: NameSchema,
    agents: z.array(NameSchema).max(20).default([]).describe('More agents that the version carries it on.'),
    failureModes: z.array(z.string().min(1).max(80)).min(1, 'Pick at least one failure mode.').max(10),
    kind: z.enum(FIX_KINDS).default('prompt'),
    version: NameSchema,
    liveAt: TimeSchema.optional(),
    share: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe(
        'Of the traffic (1, or as the version was deployed); under 1 it is compared with the versions beside it.',
      ),
    expectedDrop: z.number().gt(0).max(1).optional().describe('The share of such calls that should be gone; 1 is all.'),
    ownerName: z
      .string()
      .trim()
      .min(1)
      .max(120)
      .optional()
      .describe('Who answers for it; whoever registers it without.'),
    note: z.string().max(4_000).optional(),
    scenarioIds: z.array(z.string().max(80)).max(50).default([]),
  }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, input): Promise<RegisteredFix> {
    const agents = [...new Set([input.agent, ...input.agents])];
    const hidden = agents.find((agent) => !maySeeAgent(ctx.actor, agent));
    if (hidden !== undefined) throw notFound(`The agent ${hidden}`);
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
        const share = await deployWith(tx, deps, ctx, { ...input, agents, liveAt });
        const fix: Fix = {
          ...input,
          agents,
          share,
          liveAt,
          id: await tx.fixes.nextId(),
          ownerId: ctx.actor.id,
          ownerName: input.ownerName ?? ctx.actor.name,
          createdAt: ctx.now,
        };
        await tx.fixes.insertFix(fix);
        return fix;
      },
    );
    return { ...registered, forecast: await forecast(deps, ctx, registered) };
  },
});

/** Says that the version went live on each agent where nobody had, or had said another share; returns the first agent's share. */
async function deployWith(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  { agents, version, share, liveAt }: Pick<Fix, 'agents' | 'version' | 'liveAt'> & { share?: number | undefined },
): Promise<number> {
  const shares: number[] = [];
  for (const agent of agents) {
    const newest = (await tx.fixes.deployments(agent, 100)).find((one) => one.version === version);
    const wanted = share ?? newest?.share ?? 1;
    shares.push(wanted);
    if (newest?.share === wanted) continue;
    await placeDeployment(tx, deps, ctx, { agent, version, share: wanted, liveAt });
  }
  return shares[0] ?? 1;
}

async function forecast(deps: Deps, ctx: Context, fix: Fix): Promise<string[]> {
  const { store, policy } = deps;
  const zone = policy.timeZone;
  const [data, fixes, modes] = await Promise.all([
    store.reports.fixData(firstDayRead(ctx.now, [fix, { liveAt: ctx.now }], zone), ctx.now, zone),
    store.fixes.fixes(ALL_FIXES),
    allFailureModes(store, deps),
  ]);
  // Deployments decide how it will be compared, not what there is to compare with.
  const world = worldOf({ data, fixes, deployments: [], zone, until: ctx.now }, fix.agents);
  const titles = Object.fromEntries(modes.map((mode) => [mode.id, mode]));
  return [...forecastFix({ fix, world, titles, share: fix.share }), ...unseenWords(fix, world.data, ctx.now)];
}

/** A version that should have taken calls by now and did not is often only misspelled. */
function unseenWords({ version, liveAt }: Fix, { calls }: FixData, now: Date): string[] {
  if (now.getTime() - liveAt.getTime() < DAY_MS) return [];
  const seen = [...new Set(calls.map((row) => row.version))].filter((name) => name !== '');
  if (seen.length === 0 || seen.includes(version)) return [];
  const names = seen.slice(-3).join(', ');
  return [`No call came in on ${version} yet, only on ${names}: is it live, and is that its name?`];
}
