import type { Baseline } from './fix-control.ts';
import type { DayTally } from './fix-days.ts';
import { type Strata, shownShare, taggedOf } from './review-coverage.ts';
import type { Cell } from './stats/expected.ts';

/** Severities that were reviewed in both windows, or had nothing flagged. */
export function usedStrata(before: Strata, after: Strata): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => [before, after].every((strata) => shareOf(strata, name) !== undefined));
}

function shareOf(strata: Strata, name: string): number | undefined {
  const stratum = strata[name];
  return stratum === undefined ? 1 : shownShare(stratum);
}

export function tagged(strata: Strata, name: string): number {
  const stratum = strata[name];
  return stratum === undefined ? 0 : taggedOf(stratum);
}

export function cellsOf(
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
export function weekdayCells(
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
