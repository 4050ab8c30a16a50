import type { Baseline } from './fix-control.ts';
import type { DayTally } from './fix-days.ts';
import type { FixWindow } from './fix-window.ts';

/** What can be said of a fix and one failure mode. */
export const OUTCOMES = {
  improved: 'Improved',
  worse: 'Worse',
  came_back: 'Worse',
  moved: 'No clear change',
  shared_change: 'No clear change',
  no_clear_change: 'No clear change',
  too_early: 'Cannot tell yet',
  baseline_small: 'Cannot tell yet',
  needs_review: 'Cannot tell yet',
  not_comparable: 'Cannot tell yet',
} as const;
export type Outcome = keyof typeof OUTCOMES;

export type Verdict = {
  outcome: Outcome;
  /** One of four, for readers in a hurry. */
  headline: (typeof OUTCOMES)[Outcome];
  words: string;
  /** Such calls among those reviewed since; expected is what nothing changed would have shown. */
  observed: number;
  expected: number;
  /** Observed to expected, and the range it lies in; no `high` where it has no end. */
  ratio?: number;
  low?: number;
  high?: number;
  callsBefore: number;
  callsAfter: number;
  daysBefore: number;
  daysAfter: number;
  /** The evidence that anything changed, on one scale for all verdicts (an e-value at alpha 0.1); left out in reports of earlier days. */
  e?: number;
  /** Only ever false: it says improved or worse alone, but luck would make one such among all that are read with it. */
  standsTogether?: false;
  /** What the reader should know beside it. */
  details: readonly string[];
};

/** Whether it is an improvement that also stands among all that are read with it: only such a one is counted as a success. */
export function isImproved({ outcome, standsTogether }: Pick<Verdict, 'outcome' | 'standsTogether'>): boolean {
  return outcome === 'improved' && standsTogether !== false;
}

/** "Improved", and whether that may be the luck of many fixes. */
export function headlineWords({ headline, standsTogether }: Pick<Verdict, 'headline' | 'standsTogether'>): string {
  if (standsTogether !== false) return headline;
  return `${headline} by itself, but not beyond what so many fixes read together would show by luck`;
}

export type VerdictInput = {
  baseline: Baseline;
  after: readonly DayTally[];
  window: FixWindow;
  /** The fix's version and those that calls came in on, when none of them is the fix's. */
  unseen?: { version: string; seen: readonly string[] };
  /** Of so many looked at together this is one: it must be as many times surer. Default 1. */
  among?: number;
};
