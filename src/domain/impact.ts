import { z } from 'zod';
import type { Trend } from './mode-trend.ts';
import { type Interval, overlaps, wilson95 } from './stats.ts';

/** What a call can lead to that costs something; the points stand until a team sets its costs (statistics.md 8). */
export const OUTCOME_POINTS = {
  handedOver: 3,
  hungUp: 1,
  calledAgain: 3,
  refund: 10,
  complaint: 1,
  lostSale: 10,
  ruleBreach: 30,
} as const;
export type CostedOutcome = keyof typeof OUTCOME_POINTS;
export const COSTED_OUTCOMES = Object.keys(OUTCOME_POINTS) as CostedOutcome[];

const cost = z.number().min(0).max(1_000_000).default(0);
const CostsSchema = z.strictObject(
  Object.fromEntries(COSTED_OUTCOMES.map((outcome) => [outcome, cost])) as Record<CostedOutcome, typeof cost>,
);
export const ImpactPolicySchema = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'a currency such as EUR')
    .default('EUR'),
  costs: CostsSchema.optional().describe('What each outcome costs once; without it, points are shown.'),
});

/** Calls, and how many of them led to what. */
export type OutcomeCounts = { calls: number } & Readonly<Record<CostedOutcome, number>>;

/** `x` confirmed calls stand for `corrected` ones, as review has not seen all. */
export type ModeImpactInput = { failureMode: string; x: number; corrected: number; outcomes: OutcomeCounts };

export type ModeImpact = Interval & {
  failureMode: string;
  callsAWeek: number;
  /** What one such call costs more than a call without failure; in the unit of the costs. */
  extra: number;
  /** A week, with the range of its rate. */
  impact: number;
  mayBeFirst: boolean;
  /** Rule breaches stand above the list, however few. */
  isPinned: boolean;
};

/** A fix of these days that the same report calls improved: most of what is counted may be from before it. */
export type ImprovedFix = {
  fixId: string;
  liveAt: Date;
  /** Counted days up to the go-live's. */
  daysBefore: number;
  /** Since: confirmed calls, of all calls of the fix's agents. */
  since: { x: number; n: number };
  /** Confirmed calls of agents that the fix is not of. */
  elsewhere: number;
};

export type ListedMode = ModeImpact & {
  title: string;
  owner?: string;
  /** Beside the ranking, never part of it; left out where there is too little to tell. */
  trend?: Trend;
  improvedBy?: ImprovedFix;
};

/** A ranking as it is read. */
export type ImpactList = {
  modes: readonly ListedMode[];
  /** A currency, or "points" until costs are set. */
  unit: string;
  /** How many days the figures are made of. */
  days: number;
};

/** From this share of rule breaches on a failure mode is one. */
const BREACH = 0.5;
const NO_SPREAD = 1e-12;

/** Rates of x of n pulled towards their mean, the less each can be told from chance the more: (x + k mean) / (n + k). */
export function shrinkRates(counts: readonly number[], n: number): number[] {
  if (n <= 0 || counts.length === 0) return counts.map(() => 0);
  const rates = counts.map((x) => x / n);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const spread = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / Math.max(1, rates.length - 1);
  const k = mean / Math.max(spread - mean / n, NO_SPREAD);
  return counts.map((x) => (x + k * mean) / (n + k));
}

/** What a call with the failure costs more than one without: a hard call is not billed to the agent. Below 0 is 0. */
export function extraCost(
  failing: OutcomeCounts,
  without: OutcomeCounts,
  costs: Readonly<Record<CostedOutcome, number>>,
): number {
  const share = (counts: OutcomeCounts, outcome: CostedOutcome) =>
    counts.calls === 0 ? 0 : counts[outcome] / counts.calls;
  const extra = COSTED_OUTCOMES.reduce(
    (sum, outcome) => sum + (share(failing, outcome) - share(without, outcome)) * costs[outcome],
    0,
  );
  return Math.max(0, extra);
}

/** What to fix next: rule breaches, then by what a week costs, of what costs nothing more the most frequent; those whose range meets the leader's may be first too. */
export function rankImpact(input: {
  modes: readonly ModeImpactInput[];
  without: OutcomeCounts;
  /** All calls of the window, and how many weeks it has. */
  calls: number;
  weeks: number;
  costs: Readonly<Record<CostedOutcome, number>>;
}): ModeImpact[] {
  const { modes, without, calls, weeks, costs } = input;
  if (calls <= 0 || weeks <= 0) return [];
  const rates = shrinkRates(
    modes.map(({ corrected }) => Math.min(corrected, calls)),
    calls,
  );
  const ranked = modes
    .map((mode, i) => {
      const extra = extraCost(mode.outcomes, without, costs);
      const rate = rates[i] as number;
      const missed = mode.x === 0 ? 1 : mode.corrected / mode.x;
      const range = wilson95(Math.min(mode.x, calls), calls);
      const aWeek = (share: number) => (calls / weeks) * Math.min(1, share) * extra;
      const breaches = mode.outcomes.calls === 0 ? 0 : mode.outcomes.ruleBreach / mode.outcomes.calls;
      return {
        failureMode: mode.failureMode,
        callsAWeek: (calls / weeks) * rate,
        extra,
        impact: aWeek(rate),
        low: aWeek(Math.min(rate, range.low * missed)),
        high: aWeek(Math.max(rate, range.high * missed)),
        mayBeFirst: false,
        isPinned: breaches >= BREACH,
      };
    })
    .sort((a, b) => Number(b.isPinned) - Number(a.isPinned) || b.impact - a.impact || b.callsAWeek - a.callsAWeek);
  const leader = ranked.find(({ isPinned }) => !isPinned);
  return ranked.map((one) => ({
    ...one,
    mayBeFirst: leader !== undefined && one !== leader && !one.isPinned && one.impact > 0 && overlaps(one, leader),
  }));
}

/** What a report calls improved is not what to fix next: it stands below what is not, its figures said to be from before. */
export function improvedLast<M extends Pick<ListedMode, 'improvedBy'>>(modes: readonly M[]): M[] {
  const isImproved = ({ improvedBy }: M) => improvedBy?.elsewhere === 0;
  return [...modes.filter((mode) => !isImproved(mode)), ...modes.filter(isImproved)];
}
