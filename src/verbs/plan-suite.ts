import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import type { Weights } from '#src/domain/fast-tier.ts';
import { planTiers, type TierPlan } from '#src/domain/plan-tiers.ts';
import { TimeTextSchema } from '#src/domain/time.ts';
import type { Deps } from '#src/ports/deps.ts';
import { verb } from '#src/verb.ts';
import { onlookerOf } from './announce.ts';
import { impactFor } from './get-impact.ts';

const DAY_MS = 24 * 3_600_000;
/** Over four weeks, so that a quiet week empties no tier. */
const WEIGHT_DAYS = 28;

/** What the nightly plan would move at a time (now unless given), and why. Changes nothing. */
export const planSuite = verb({
  name: 'suite.plan',
  input: z.object({ at: TimeTextSchema.optional() }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, { at }): Promise<TierPlan & { at: Date }> {
    const now = at === undefined ? ctx.now : new Date(at);
    const { moves, fast, agentOf } = await drawPlan(deps, now);
    const seen = (agent: string) => maySeeAgent(ctx.actor, agent);
    return {
      at: now,
      moves: moves.filter(({ scenarioId }) => seen(agentOf(scenarioId))),
      fast: fast.filter(({ agent }) => seen(agent)),
    };
  },
});

/** The plan of every agent's suite. */
export async function drawPlan(deps: Deps, now: Date): Promise<TierPlan & { agentOf(scenarioId: string): string }> {
  const { store, policy } = deps;
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const [standings, points, swapped] = await Promise.all([
    store.tiers.standings(now),
    store.tiers.failureWeights(daysAgo(WEIGHT_DAYS)),
    store.tiers.swaps(daysAgo(7)),
  ]);
  const weights: Record<string, Weights> = {};
  for (const agent of new Set(standings.map((one) => one.agent)))
    weights[agent] = await failureWeight(deps, agent, now, points[agent] ?? {});
  const { budget, max, concurrency, swapsPerWeek } = policy.fast;
  const rules = { limits: { seconds: budget * 60 * concurrency, max }, ages: policy.tiers, swapsPerWeek };
  const agents = new Map(standings.map(({ id, agent }) => [id, agent]));
  const plan = planTiers({ standings, weights, rules, swapped, now });
  return { ...plan, agentOf: (id) => agents.get(id) ?? '' };
}

/** What each failure mode of an agent costs in a week; where outcomes show no cost, the points of its confirmed failures by severity. */
async function failureWeight(deps: Deps, agent: string, now: Date, points: Weights): Promise<Weights> {
  const { modes } = await impactFor(deps, onlookerOf({ surface: 'web', agents: [agent] }), now);
  return modes.some(({ impact }) => impact > 0)
    ? Object.fromEntries(modes.map(({ failureMode, impact }) => [failureMode, impact]))
    : points;
}
