import { rangeOf } from './decide-verdict.ts';
import { daysBetween, type FixData, tallyDays } from './fix-days.ts';
import { changeOf, type Direction, weighFix } from './fix-evidence.ts';
import { addDays } from './week.ts';

const RECENT_DAYS = 14;
const BASELINE_DAYS = 56;
/** So many days are read for a trend. */
export const TREND_DAYS = RECENT_DAYS + BASELINE_DAYS;
/** Fewer days before say nothing of what is usual. */
const USUAL_DAYS = 14;
/** With less seen and expected than this nothing could show. */
const LEAST = 5;

/** The last 14 days of a failure mode against the 56 before: as a verdict is decided, both keys; ratios of seen to expected. */
export type Trend = { direction: Direction; observed: number; expected: number; low: number; high?: number };

/** `last` is the newest local day that counts; undefined where there is too little to say anything. Made of all calls of `data`. */
export function modeTrend(
  data: FixData,
  failureMode: string,
  last: string,
  touched: ReadonlySet<string>,
): Trend | undefined {
  const until = addDays(last, 1);
  const split = addDays(until, -RECENT_DAYS);
  const wanted = addDays(split, -BASELINE_DAYS);
  const oldest = data.calls.reduce((day, row) => (row.day < day ? row.day : day), data.calls[0]?.day ?? last);
  const first = oldest > wanted ? oldest : wanted;
  const order = { failureMode, touched };
  const before = tallyDays(data, daysBetween(first, split), order);
  if (before.length < USUAL_DAYS) return undefined;
  const found = weighFix({ days: before }, tallyDays(data, daysBetween(split, until), order));
  const { observed, rate } = found;
  if (Math.max(observed, rate.expected) < LEAST) return undefined;
  const { low, high } = rangeOf(found);
  return {
    direction: changeOf(found).all,
    observed,
    expected: rate.expected,
    low,
    ...(Number.isFinite(high) && { high }),
  };
}
