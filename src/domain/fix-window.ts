import { daysBetween, type VersionCalls } from './fix-days.ts';
import { addDays } from './week.ts';

const BEFORE_DAYS = 56;
export const AFTER_DAYS = 28;
/** Fewer days before cannot show what is usual: two of each weekday are needed. */
export const DAYS_AT_LEAST = 14;

/** What cut a window short: another fix of the same failure mode, a change of what flags a call, the agent's first call, its own end. */
export type Cut = { by: 'fix'; id: string } | { by: 'detector' } | { by: 'first_call' } | { by: 'rollback' };

/** Another fix against the same failure mode; `endDay` when it was rolled back. */
export type Rival = { id: string; liveDay: string; endDay?: string };

/** What a fix is compared over: whole local days, the deploy day in neither. */
export type FixWindow = {
  before: readonly string[];
  beforeCut?: Cut;
  after: readonly string[];
  afterCut?: Cut;
  /** No day will be added. */
  isClosed: boolean;
  /** Up to here a return of the failure is watched for: the next fix of it, a change of the detectors, or today. */
  watchUntil: string;
};

export type WindowOrder = {
  /** Local day of the go-live; of the first and the last step where a canary came before. */
  liveDay: string;
  fullDay?: string;
  /** When it was rolled back. */
  endDay?: string;
  /** The running day. */
  today: string;
  /** Fixes of the same agents against the same failure mode, other than this one. */
  rivals: readonly Rival[];
  /** The agent's calls by day, oldest first. */
  calls: readonly VersionCalls[];
};

/**
 * Eight whole weeks before the go-live, the spike in them, against at most 28 days since. The before begins after an earlier
 * fix of the same failure, the agent's first day (rarely whole) or a change of the detectors; the after ends at the next such, or when
 * it was rolled back. Days of an earlier fix that was rolled back are left out: what runs since is what ran before them.
 */
export function planWindow({ liveDay, fullDay = liveDay, endDay, today, rivals, calls }: WindowOrder): FixWindow {
  const scorecards = scorecardsByDay(calls);
  const usual = [...scorecards].findLast(([day]) => day < liveDay)?.[1];
  const { before, beforeCut } = daysBefore(liveDay, rivals, calls, scorecards, usual);
  const start = addDays(fullDay, 1);
  const limit = addDays(start, AFTER_DAYS);
  const next = rivals.filter((rival) => rival.liveDay >= liveDay).sort((a, b) => a.liveDay.localeCompare(b.liveDay))[0];
  const changed = [...scorecards].find(
    ([day, scorecard]) => day >= liveDay && usual !== undefined && scorecard !== usual,
  );
  const ends: { day: string; cut?: Cut }[] = [
    { day: limit },
    ...(next ? [{ day: next.liveDay, cut: { by: 'fix', id: next.id } as const }] : []),
    ...(endDay === undefined ? [] : [{ day: endDay, cut: { by: 'rollback' } as const }]),
    ...(changed ? [{ day: changed[0], cut: { by: 'detector' } as const }] : []),
  ];
  const end = ends.reduce((first, one) => (one.day < first.day ? one : first));
  const isClosed = end.day <= today;
  return {
    before,
    ...(beforeCut && { beforeCut }),
    after: daysBetween(start, isClosed ? end.day : today),
    ...(isClosed && end.cut && { afterCut: end.cut }),
    isClosed,
    watchUntil: ends.slice(1).reduce((first, { day }) => (day < first ? day : first), today),
  };
}

function daysBefore(
  liveDay: string,
  rivals: WindowOrder['rivals'],
  calls: readonly VersionCalls[],
  scorecards: ReadonlyMap<string, string>,
  usual: string | undefined,
): { before: string[]; beforeCut?: Cut } {
  const ended = rivals.filter((rival) => rival.endDay !== undefined && rival.endDay <= liveDay);
  const isUndone = (day: string) => ended.some((rival) => day >= rival.liveDay && day <= (rival.endDay ?? ''));
  const earlier = rivals
    .filter((rival) => rival.liveDay < liveDay && !ended.includes(rival))
    .sort((a, b) => b.liveDay.localeCompare(a.liveDay))[0];
  const otherwise = [...scorecards].findLast(([day, scorecard]) => day < liveDay && scorecard !== usual)?.[0];
  const first = calls[0]?.day ?? liveDay;
  const starts: { day: string; cut?: Cut }[] = [
    {
      day:
        daysBetween(addDays(liveDay, -2 * BEFORE_DAYS), liveDay)
          .filter((day) => !isUndone(day))
          .at(-BEFORE_DAYS) ?? liveDay,
    },
    { day: addDays(first, 1), cut: { by: 'first_call' } },
    ...(earlier ? [{ day: addDays(earlier.liveDay, 1), cut: { by: 'fix', id: earlier.id } as const }] : []),
    ...(otherwise ? [{ day: addDays(otherwise, 1), cut: { by: 'detector' } as const }] : []),
  ];
  const start = starts.reduce((last, one) => (one.day > last.day ? one : last));
  const days = daysBetween(start.day, liveDay).filter((day) => !isUndone(day));
  // Whole weeks, so that each weekday counts alike.
  const whole = days.length >= DAYS_AT_LEAST ? days.slice(days.length % 7) : days;
  return { before: whole, ...(start.cut && { beforeCut: start.cut }) };
}

/** What flagged most of each day's calls; days that are not scored yet are left out. */
function scorecardsByDay(calls: readonly VersionCalls[]): Map<string, string> {
  const sums = new Map<string, Map<string, number>>();
  for (const { day, scorecard, calls: n } of calls) {
    if (scorecard === '') continue;
    const sum = sums.get(day) ?? new Map<string, number>();
    sums.set(day, sum.set(scorecard, (sum.get(scorecard) ?? 0) + n));
  }
  return new Map(
    [...sums].map(([day, sum]) => [day, [...sum].reduce((most, one) => (one[1] > most[1] ? one : most))[0]] as const),
  );
}
