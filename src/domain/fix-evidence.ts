import type { DayTally } from './fix-days.ts';
import { reviewedOf, type Strata, shownShare, sumStrata, taggedOf } from './review-coverage.ts';
import { type Evidence, isChanged } from './stats/evidence.ts';
import { type Cell, expectedByShare, expectedCount } from './stats/expected.ts';
import { neededExpected } from './stats/numbers-needed.ts';
import { type WobbleDay, wobble } from './stats/wobble.ts';

/** alpha of each of two keys that must agree, and of one alone. */
const TWO_KEYS = 0.1;
const ONE_KEY = 0.05;
/** With fewer other failures before there is no second key. */
const THIN_CONTROL = 30;

/** One way to expect the after-count: counts as people see them, and the evidence they are, divided by the wobble. */
export type Key = { expected: number; factor: number; evidence: Evidence };

export type FixEvidence = {
  observed: number;
  /** Failures of the before that count. */
  known: number;
  callsBefore: number;
  callsAfter: number;
  rate: Key;
  share?: Key;
  alpha: number;
  /** Of the before's failures, the share in strata that nobody reviews any more. */
  lost: number;
  /** Other failures of the before, divided by their wobble, and how many there are for each of this one. */
  control?: { before: number; perFailure: number };
};

/** What is read as the before: earlier days, or a control version over the same days. */
export type Baseline = { days: readonly DayTally[]; isBesides?: boolean };

/** Weighs one failure mode after a fix against what it was to be expected to do. */
export function weighFix(baseline: Baseline, after: readonly DayTally[]): FixEvidence {
  const before = baseline.days;
  const strata = { before: sumStrata(before), after: sumStrata(after) };
  const used = usedStrata(strata.before, strata.after);
  const of = (day: DayTally) => used.reduce((sum, name) => sum + tagged(day.strata, name), 0);
  const total = (days: readonly DayTally[], value: (day: DayTally) => number) =>
    days.reduce((n, day) => n + value(day), 0);
  const observed = total(after, of);
  const known = total(before, of);
  const all = Object.values(strata.before).reduce((sum, stratum) => sum + taggedOf(stratum), 0);
  const fromCalls = expectedCount(cellsOf(baseline, after, used, strata));
  const rateWobble = baseline.isBesides ? 1 : wobbleOf(before, of, (day) => day.calls);
  const control = { before: total(before, (day) => day.control), after: total(after, (day) => day.control) };
  const fromShare = baseline.isBesides ? undefined : expectedByShare(known, control.before, control.after);
  const shareWobble = fromShare ? wobbleOf(before, of, (day) => day.control, known * (1 + known / control.before)) : 1;
  const rate = keyOf(observed, fromCalls, rateWobble);
  const alpha = fromShare ? TWO_KEYS : ONE_KEY;
  return {
    observed,
    known,
    callsBefore: total(before, (day) => day.calls),
    callsAfter: total(after, (day) => day.calls),
    rate,
    ...(fromShare && { share: keyOf(observed, fromShare, shareWobble) }),
    alpha,
    lost: all === 0 ? 0 : (all - known) / all,
    ...(control.before >= THIN_CONTROL &&
      known > 0 && { control: { before: control.before / shareWobble, perFailure: control.before / known } }),
  };
}

/**
 * How many such calls must be expected since the go-live for this true ratio to be seen four times in five, by both keys
 * where the control is no thinner than it was; undefined where no number is enough.
 */
export function neededFor(ratio: number, { rate, known, control }: FixEvidence): number | undefined {
  const { factor, evidence } = rate;
  const needed = neededExpected({
    ratio,
    alpha: control ? TWO_KEYS : ONE_KEY,
    events: evidence.events || (known + 0.5) / factor,
    ...(control && { control }),
  });
  return needed === undefined ? undefined : needed * factor;
}

/** Whether all keys say that it changed, in the same direction. */
export function changeOf({ rate, share, alpha }: FixEvidence): { rate: Direction; all: Direction } {
  const turn = ({ evidence }: Key): Direction =>
    isChanged(evidence, alpha) ? (evidence.observed > evidence.expected ? 'more' : 'fewer') : 'unclear';
  const first = turn(rate);
  return { rate: first, all: share === undefined || turn(share) === first ? first : 'unclear' };
}
export type Direction = 'fewer' | 'more' | 'unclear';

/** Whether calls that failed otherwise grew: then the failures may only have another name. */
export function othersGrew(
  baseline: Baseline,
  after: readonly DayTally[],
): { expected: number; observed: number } | undefined {
  const before = baseline.days;
  const [first, since] = [before, after].map((days) => reviewedOf(sumStrata(days)));
  if (!first || !since || first.reviewed === 0 || since.reviewed === 0) return undefined;
  const coverage = since.reviewed / since.flagged / (first.reviewed / first.flagged);
  const cells = weekdayCells(baseline, after, (day) => day.others, coverage);
  const { expected, events } = expectedCount(cells);
  const observed = after.reduce((sum, day) => sum + day.others, 0);
  const factor = baseline.isBesides
    ? 1
    : wobbleOf(
        before,
        (day) => day.others,
        (day) => day.calls,
      );
  const grew = observed > expected && isChanged(keyOf(observed, { expected, events }, factor).evidence, ONE_KEY);
  return grew ? { expected, observed } : undefined;
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

/** Severities that were reviewed in both windows, or had nothing flagged. */
function usedStrata(before: Strata, after: Strata): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => [before, after].every((strata) => shareOf(strata, name) !== undefined));
}

function shareOf(strata: Strata, name: string): number | undefined {
  const stratum = strata[name];
  return stratum === undefined ? 1 : shownShare(stratum);
}

function tagged(strata: Strata, name: string): number {
  const stratum = strata[name];
  return stratum === undefined ? 0 : taggedOf(stratum);
}

function cellsOf(
  baseline: Baseline,
  after: readonly DayTally[],
  used: readonly string[],
  strata: { before: Strata; after: Strata },
): Cell[] {
  // Without a single flagged call there is still the guard of an empty baseline.
  if (used.length === 0) return weekdayCells(baseline, after, () => 0, 1);
  return used.flatMap((name) => {
    const coverage = (shareOf(strata.after, name) ?? 1) / (shareOf(strata.before, name) ?? 1);
    return weekdayCells(baseline, after, (day) => tagged(day.strata, name), coverage);
  });
}

/** A cell a weekday; one for all where a weekday that had calls since had none before, or where the same days are compared. */
function weekdayCells(
  { days, isBesides }: Baseline,
  after: readonly DayTally[],
  x: (day: DayTally) => number,
  coverage: number,
): Cell[] {
  const cells = [0, 1, 2, 3, 4, 5, 6].map((weekday) =>
    cellOf(
      days.filter((day) => day.weekday === weekday),
      after.filter((day) => day.weekday === weekday),
    ),
  );
  const isUneven = cells.some(({ before, callsAfter }) => callsAfter > 0 && before.n === 0);
  return isBesides || isUneven ? [cellOf(days, after)] : cells;

  function cellOf(before: readonly DayTally[], since: readonly DayTally[]): Cell {
    return {
      before: { x: before.reduce((sum, day) => sum + x(day), 0), n: before.reduce((sum, day) => sum + day.calls, 0) },
      callsAfter: since.reduce((sum, day) => sum + day.calls, 0),
      coverage,
    };
  }
}
