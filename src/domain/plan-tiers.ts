import { byNumber, chooseFastTier, type TierCandidate, type TierLimits, type Weights } from './fast-tier.ts';
import type { ExemptionKind } from './gate.ts';
import type { Tier } from './scenario.ts';
import { settleFastTier } from './settle-fast-tier.ts';
import { daysBetween, oldestTier, type TierAges, type TierMove } from './tier.ts';

/** A scenario as the nightly plan sees it. */
export type Standing = {
  id: string;
  agent: string;
  tier: Tier;
  /** What a person asked for; it is not moved from there. */
  pin?: 'fast' | 'slow';
  failureModes: readonly string[];
  /** A rule breach: asked before the others. */
  compliance: boolean;
  /** Its promotion, its latest occurrence in production or its latest failing run, whichever is newest. */
  lastFailureAt: Date;
  /** It has not passed yet, or not the last time: the gate would lose what it blocks for. */
  unpassed: boolean;
  /** Its failure only warns just now: accepted as known failing, which goes before flaky where it is both. */
  exempt?: ExemptionKind;
  /** Of its last 20 runs that were no proof. */
  passes: number;
  runs: number;
  /** 75th percentile of those runs; undefined before the first. */
  seconds?: number;
  scriptLines: number;
};

export type TierRules = { limits: TierLimits; ages: TierAges; swapsPerWeek: number };

/** How the fast tier of an agent will stand. */
export type FastTier = {
  agent: string;
  scenarios: number;
  seconds: number;
  /** Share of the failure weight that it catches. */
  covered: number;
  /** What fails now or is pinned is more than the limits allow. */
  over: boolean;
};

export type TierPlan = { moves: TierMove[]; fast: FastTier[] };

/** Until an agent's runs were measured. */
const SECONDS_A_LINE = 3;
/** Of the mode that it is tagged with first a scenario catches this much when it passes today, and of its others less (statistics.md section 7). */
const CATCHES = 0.9;
const CATCHES_SECONDARY = 0.5;
/** A failure that only warns stops no deploy; a flaky one may be told from chance now and then. */
const EXEMPT_CATCHES: Readonly<Record<ExemptionKind, number>> = { flaky: 0.5, known_failing: 0 };

/**
 * Where every scenario belongs at `now`: age first, then the fast tier of each agent by coverage of `weights` (failure weight by agent
 * and mode). The same input gives the same plan, and once it is carried out, none.
 */
export function planTiers(input: {
  standings: readonly Standing[];
  weights: Readonly<Record<string, Weights>>;
  rules: TierRules;
  /** Swaps of the last 7 days by agent. */
  swapped: Readonly<Record<string, number>>;
  now: Date;
}): TierPlan {
  const moves: TierMove[] = [];
  const fast: FastTier[] = [];
  const byAgent = Map.groupBy(input.standings, ({ agent }) => agent);
  for (const agent of [...byAgent.keys()].sort()) {
    const standings = byAgent.get(agent) ?? [];
    const aged = standings.flatMap((one) => agedMove(one, input.rules.ages, input.now));
    const settled = planFast(agent, standings, new Set(aged.map(({ scenarioId }) => scenarioId)), input);
    moves.push(...[...aged, ...settled.moves].sort((a, b) => byNumber(a.scenarioId, b.scenarioId)));
    fast.push(settled.fast);
  }
  return { moves, fast };
}

function agedMove({ id, tier, pin, lastFailureAt }: Standing, ages: TierAges, now: Date): TierMove[] {
  const lowest = oldestTier(lastFailureAt, now, ages);
  const to = tier === 'archived' || pin === 'fast' || lowest === 'fast' ? tier : lowest;
  if (to === tier || (pin === 'slow' && to !== 'archived')) return [];
  const days = daysBetween(lastFailureAt, now);
  const since = lastFailureAt.toISOString().slice(0, 10);
  return [{ scenarioId: id, from: tier, to, why: 'age', reason: `no failure for ${days} days (since ${since})` }];
}

function planFast(
  agent: string,
  standings: readonly Standing[],
  aged: ReadonlySet<string>,
  { weights, rules, swapped, now }: Parameters<typeof planTiers>[0],
): { moves: TierMove[]; fast: FastTier } {
  const perLine = secondsALine(standings);
  const eligible = standings.filter(
    (one) =>
      one.pin === 'fast' ||
      (one.pin === undefined &&
        one.tier !== 'archived' &&
        !aged.has(one.id) &&
        oldestTier(one.lastFailureAt, now, rules.ages) === 'fast'),
  );
  const candidates = eligible.map((one) => candidateOf(one, perLine));
  const own = weightsOf(eligible, weights[agent] ?? {});
  const chosen = chooseFastTier(own, candidates, rules.limits);
  const current = new Set(standings.filter((one) => one.tier === 'fast' && !aged.has(one.id)).map(({ id }) => id));
  const swapsLeft = Math.max(0, rules.swapsPerWeek - (swapped[agent] ?? 0));
  return settleFastTier({ agent, standings, candidates, chosen: chosen.ids, current, swapsLeft, weights: own, rules });
}

/** A pin and what does not pass stand in it in any case: a scenario that fails must not leave the gate by failing. */
function candidateOf(one: Standing, perLine: number): TierCandidate {
  const passRate = ((one.passes + 1) / (one.runs + 2)) * (one.exempt ? EXEMPT_CATCHES[one.exempt] : 1);
  return {
    id: one.id,
    seconds: one.seconds ?? Math.max(1, one.scriptLines) * perLine,
    detects: Object.fromEntries(
      one.failureModes.map((mode, i) => [mode, passRate * (i === 0 ? CATCHES : CATCHES_SECONDARY)]),
    ),
    rank: one.pin === 'fast' || (one.tier === 'fast' && one.unpassed) ? 0 : one.compliance ? 1 : 2,
  };
}

/** The target's measured speed: the median of what a line of a script took. */
function secondsALine(standings: readonly Standing[]): number {
  const measured = standings
    .flatMap(({ seconds, scriptLines }) => (seconds === undefined ? [] : [seconds / Math.max(1, scriptLines)]))
    .sort((a, b) => a - b);
  return measured[measured.length >> 1] ?? SECONDS_A_LINE;
}

/** Each mode with a scenario counts: at least 1 % of the total, or all the same where nothing failed. */
function weightsOf(standings: readonly Standing[], measured: Weights): Weights {
  const modes = [...new Set(standings.flatMap(({ failureModes }) => failureModes))].sort();
  const total = modes.reduce((sum, mode) => sum + (measured[mode] ?? 0), 0);
  const least = total === 0 ? 1 : total / 100;
  return Object.fromEntries(modes.map((mode) => [mode, (measured[mode] ?? 0) + least]));
}
