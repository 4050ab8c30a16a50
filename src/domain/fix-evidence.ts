import { cellsOf, tagged, usedStrata, weekdayCells } from './fix-cells.ts';
import { type Baseline, shownCount, type Untouched } from './fix-control.ts';
import type { DayTally } from './fix-days.ts';
import { reviewedShare, type Strata, sumStrata, taggedOf } from './review-coverage.ts';
import { type Evidence, isChanged } from './stats/evidence.ts';
import {
  CONTROL_AFTER,
  CONTROL_BEFORE,
  expectedByControlVersion,
  expectedByShare,
  expectedCount,
} from './stats/expected.ts';
import { neededExpected } from './stats/numbers-needed.ts';
import { type WobbleDay, wobble } from './stats/wobble.ts';

/** alpha of each of two keys that must agree, and of one alone. */
const TWO_KEYS = 0.1;
const ONE_KEY = 0.05;

/** One way to expect the after-count: counts as people see them, and the evidence they are, divided by the wobble. */
export type Key = { expected: number; factor: number; evidence: Evidence };

export type FixEvidence = {
  observed: number;
  /** Failures of the before that count. */
  known: number;
  callsBefore: number;
  callsAfter: number;
  rate: Key;
  /** The second key: the share among other failures, or the same failure where nothing was changed. */
  share?: Key;
  untouched?: Key & Pick<Untouched, 'what' | 'names'>;
  alpha: number;
  /** Of the before's failures, the share in strata that nobody reviews any more. */
  lost: number;
  /** Failures behind the second key before, divided by their wobble, and how many there are for each of this one. */
  control?: { before: number; perFailure: number };
  /** Side by side: how many calls of the other versions there are for each. */
  besides?: number;
};

/** Weighs one failure mode after a fix against what it was to be expected to do. */
export function weighFix(baseline: Baseline, after: readonly DayTally[]): FixEvidence {
  const before = baseline.days;
  const strata = { before: sumStrata(before), after: sumStrata(after) };
  const used = usedStrata(strata.before, strata.after);
  const of = (day: DayTally) => used.reduce((sum, name) => sum + tagged(day.strata, name), 0);
  // Of the same strata: a band that nobody reviews any more would take the others away and leave the failure.
  const others = (day: DayTally) => used.reduce((sum, name) => sum + (day.strata[name]?.control ?? 0), 0);
  const total = (days: readonly DayTally[], value: (day: DayTally) => number) =>
    days.reduce((n, day) => n + value(day), 0);
  const observed = total(after, of);
  const known = total(before, of);
  const all = Object.values(strata.before).reduce((sum, stratum) => sum + taggedOf(stratum), 0);
  const fromCalls = expectedCount(cellsOf(baseline, after, used, strata));
  const rateWobble = baseline.isBesides ? 1 : wobbleOf(before, of, (day) => day.calls);
  const [callsBefore, callsAfter] = [total(before, (day) => day.calls), total(after, (day) => day.calls)];
  return {
    observed,
    known,
    callsBefore,
    callsAfter,
    rate: keyOf(observed, fromCalls, rateWobble),
    ...(baseline.isBesides
      ? { alpha: ONE_KEY, ...(callsAfter > 0 && { besides: callsBefore / callsAfter }) }
      : secondKey(baseline, after, { observed, known, of, others, rateWobble })),
    lost: all === 0 ? 0 : (all - known) / all,
  };
}

/** `of` and `others` count a day's such failures and its other ones, both in the strata that count. */
type Seen = {
  observed: number;
  known: number;
  of: (day: DayTally) => number;
  others: (day: DayTally) => number;
  rateWobble: number;
};

/** Versions that ran on untouched tell best what would have happened anyway; then other failures, then untouched agents. */
function secondKey(
  baseline: Baseline,
  after: readonly DayTally[],
  seen: Seen,
): Pick<FixEvidence, 'share' | 'untouched' | 'alpha' | 'control'> {
  const { untouched } = baseline;
  const fromUntouched = untouched && untouchedKey(baseline.days, after, untouched, seen);
  if (fromUntouched && untouched.what === 'versions') return fromUntouched;
  const fromOthers = shareKey(baseline.days, after, seen);
  return fromOthers.share || after.length === 0 ? fromOthers : (fromUntouched ?? fromOthers);
}

function shareKey(
  before: readonly DayTally[],
  after: readonly DayTally[],
  { observed, known, of, others }: Seen,
): Pick<FixEvidence, 'share' | 'alpha' | 'control'> {
  const total = (days: readonly DayTally[]) => days.reduce((sum, day) => sum + others(day), 0);
  const [control, since] = [total(before), total(after)];
  const expectation = expectedByShare(known, control, since);
  const factor = expectation ? wobbleOf(before, of, others, known * (1 + known / control)) : 1;
  return {
    ...(expectation && { share: keyOf(observed, expectation, factor) }),
    alpha: expectation ? TWO_KEYS : ONE_KEY,
    ...(control >= CONTROL_BEFORE &&
      known > 0 && { control: { before: control / factor, perFailure: control / known } }),
  };
}

/** A difference in differences: both keys must hold alone, since it cancels nothing where the two swing each for itself. */
function untouchedKey(
  before: readonly DayTally[],
  after: readonly DayTally[],
  { what, names, ...control }: Untouched,
  { observed, known, rateWobble }: Seen,
): Pick<FixEvidence, 'untouched' | 'alpha' | 'control'> | undefined {
  const counts = { before: shownCount(control.before), after: shownCount(control.after) };
  if (counts.before.x < CONTROL_BEFORE || counts.after.x < CONTROL_AFTER) return undefined;
  const expectation = expectedByControlVersion({ x: known, n: shownCount(before).n }, shownCount(after).n, counts);
  const own = (day: DayTally) => Object.values(day.strata).reduce((sum, stratum) => sum + taggedOf(stratum), 0);
  const factor = Math.max(
    rateWobble,
    wobbleOf(control.before, own, (day) => day.calls),
  );
  return {
    untouched: { what, names, ...keyOf(observed, expectation, factor) },
    alpha: ONE_KEY,
    ...(known > 0 && { control: { before: counts.before.x / factor, perFailure: counts.before.x / known } }),
  };
}

/**
 * How many such calls must be expected since the go-live for this true ratio to be seen four times in five, by both keys
 * where the control is no thinner than it was; side by side, where the split stays as it is. undefined where no number is enough.
 */
export function neededFor(
  ratio: number,
  {
    rate,
    known,
    control,
    untouched,
    besides,
  }: Pick<FixEvidence, 'rate' | 'known' | 'control' | 'untouched' | 'besides'>,
): number | undefined {
  const { factor, evidence } = rate;
  const needed = neededExpected({
    ratio,
    alpha: control && !untouched ? TWO_KEYS : ONE_KEY,
    events: besides === undefined ? evidence.events || (known + 0.5) / factor : { perExpected: besides },
    ...(control && { control }),
  });
  return needed === undefined ? undefined : needed * factor;
}

/** Whether all keys say that it changed, in the same direction. */
export function changeOf({ rate, share, untouched, alpha }: FixEvidence): { rate: Direction; all: Direction } {
  const turn = ({ evidence }: Key): Direction =>
    isChanged(evidence, alpha) ? (evidence.observed > evidence.expected ? 'more' : 'fewer') : 'unclear';
  const first = turn(rate);
  const second = untouched ?? share;
  return { rate: first, all: second === undefined || turn(second) === first ? first : 'unclear' };
}
export type Direction = 'fewer' | 'more' | 'unclear';

/** Whether calls that failed otherwise grew: then the failures may only have another name. */
export function othersGrew(
  baseline: Baseline,
  after: readonly DayTally[],
): { expected: number; observed: number } | undefined {
  const strata = { before: sumStrata(baseline.days), after: sumStrata(after) };
  const used = reviewedStrata(strata.before, strata.after);
  if (used.length === 0) return undefined;
  const others = (day: DayTally) => used.reduce((sum, name) => sum + (day.strata[name]?.others ?? 0), 0);
  const { expected, events } = expectedCount(
    used.flatMap((name) => {
      const coverage = reviewedShare(strata.after[name]) / reviewedShare(strata.before[name]);
      return weekdayCells(baseline, after, (day) => day.strata[name]?.others ?? 0, coverage);
    }),
  );
  const observed = after.reduce((sum, day) => sum + others(day), 0);
  const factor = baseline.isBesides ? 1 : wobbleOf(baseline.days, others, (day) => day.calls);
  const grew = observed > expected && isChanged(keyOf(observed, { expected, events }, factor).evidence, ONE_KEY);
  return grew ? { expected, observed } : undefined;
}

/** Severities of which something was reviewed in both windows, or had nothing flagged in one. */
function reviewedStrata(before: Strata, after: Strata): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => reviewedShare(before[name]) > 0 && reviewedShare(after[name]) > 0);
}

function keyOf(observed: number, { expected, events }: { expected: number; events: number }, factor: number): Key {
  return {
    expected,
    factor,
    evidence: { observed: observed / factor, expected: expected / factor, events: events / factor },
  };
}

function wobbleOf(
  days: readonly DayTally[],
  x: (day: DayTally) => number,
  n: (day: DayTally) => number,
  base?: number,
): number {
  return wobble(
    days.map((day): WobbleDay => ({ weekday: day.weekday, x: x(day), n: n(day) })),
    base,
  ).factor;
}
