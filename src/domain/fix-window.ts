import { addDays, daySpan, localDay, type Span } from './week.ts';

const BEFORE_DAYS = 56;
const AFTER_DAYS = 28;

/** What a fix is compared over: whole local days, the deploy day in neither; `days` of each. */
export type FixWindows = { before: Span & { days: number }; after: Span & { days: number } };

/**
 * Eight whole weeks before the go-live against at most 28 days since, both in whole local days and without the deploy day.
 * `firstAt` (first call of the agent, or the previous fix of the same mode) clips the before; `untilAt` ends the after.
 */
export function fixWindows(liveAt: Date, untilAt: Date, zone: string, firstAt?: Date): FixWindows {
  const deployDay = localDay(liveAt, zone);
  // The first day is rarely whole, so it is left out.
  const clip = firstAt === undefined ? undefined : addDays(localDay(firstAt, zone), 1);
  const wanted = addDays(deployDay, -BEFORE_DAYS);
  const from = clip !== undefined && clip > wanted ? clip : wanted;
  const start = addDays(deployDay, 1);
  const limit = addDays(start, AFTER_DAYS);
  // The day of `untilAt` is still running.
  const today = localDay(untilAt, zone);
  return {
    before: windowOf(from < deployDay ? from : deployDay, deployDay, zone),
    after: windowOf(start, today < limit ? (today > start ? today : start) : limit, zone),
  };
}

function windowOf(from: string, to: string, zone: string): Span & { days: number } {
  return {
    startAt: daySpan(from, zone).startAt,
    endAt: daySpan(to, zone).startAt,
    days: Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000),
  };
}
