import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { planTiers, type TierPlan } from '#src/domain/plan-tiers.ts';
import type { Deps } from '#src/ports/deps.ts';
import { verb } from '#src/verb.ts';

const DAY_MS = 24 * 3_600_000;
/** The weight of a failure mode is what it did in four weeks, so that a quiet week empties no tier. */
const WEIGHT_DAYS = 28;

/** What the nightly plan would move at a time (now unless given), and why. Changes nothing. */
export const planSuite = verb({
  name: 'suite.plan',
  input: z.object({ at: z.iso.datetime({ offset: true }).optional() }),
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
export async function drawPlan(
  { store, policy }: Pick<Deps, 'store' | 'policy'>,
  now: Date,
): Promise<TierPlan & { agentOf(scenarioId: string): string }> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const [standings, weights, swapped] = await Promise.all([
    store.tiers.standings(),
    store.tiers.failureWeights(daysAgo(WEIGHT_DAYS)),
    store.tiers.swaps(daysAgo(7)),
  ]);
  const { budget, max, concurrency, swapsPerWeek } = policy.fast;
  const rules = { limits: { seconds: budget * 60 * concurrency, max }, ages: policy.tiers, swapsPerWeek };
  const agents = new Map(standings.map(({ id, agent }) => [id, agent]));
  const plan = planTiers({ standings, weights, rules, swapped, now });
  return { ...plan, agentOf: (id) => agents.get(id) ?? '' };
}
