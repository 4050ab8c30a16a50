import { isImproved, type Verdict } from './verdict.ts';

/** What a fix saves in a week, with the verdict's range; in the unit of the costs. */
export type FixValue = { aWeek: number; low: number; high: number; unit: string };

/**
 * (expected - observed) calls a week, times what such a call costs more than one without failure. Only of an improvement that stands among all
 * that are read with it: undefined of any other verdict, and where such calls cost nothing more. Counts calls that were reviewed, so that a backlog makes it less, never more.
 */
export function fixValue(
  verdict: Pick<Verdict, 'outcome' | 'standsTogether' | 'expected' | 'observed' | 'low' | 'high' | 'daysAfter'>,
  { extra, unit }: { extra: number; unit: string },
): FixValue | undefined {
  const { expected, observed, low, high, daysAfter } = verdict;
  if (!isImproved(verdict) || daysAfter <= 0 || !(extra > 0) || low === undefined || high === undefined)
    return undefined;
  const saved = (calls: number) => (Math.max(0, calls) / (daysAfter / 7)) * extra;
  return {
    aWeek: saved(expected - observed),
    low: saved(expected * (1 - high)),
    high: saved(expected * (1 - low)),
    unit,
  };
}
