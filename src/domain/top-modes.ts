import { count, rateWords, scaledRate } from './rate-words.ts';
import type { ReportInput, WeekCounts } from './report.ts';

/** A failure mode among those confirmed most in a week. */
export type TopMode = {
  failureMode: string;
  title: string;
  owner?: string;
  confirmed: number;
  lastWeek: number;
  words: string;
};

const TOP = 5;

/** The most frequent by what a review of all flagged calls would show: a backlog in one severity must not hide its modes. */
export function rankModes(now: WeekCounts, before: WeekCounts | undefined, modes: ReportInput['modes']): TopMode[] {
  const whole = ([failureMode, confirmed]: [string, number]) => confirmed / (now.shownByMode?.[failureMode] || 1);
  return Object.entries(now.confirmedByMode)
    .filter(([, confirmed]) => confirmed > 0)
    .sort((a, b) => whole(b) - whole(a) || a[0].localeCompare(b[0]))
    .slice(0, TOP)
    .map(([failureMode, confirmed]) => {
      const known = modes[failureMode];
      return {
        failureMode,
        title: known?.title ?? failureMode,
        ...(known?.owner === undefined ? {} : { owner: known.owner }),
        confirmed,
        lastWeek: before?.confirmedByMode[failureMode] ?? 0,
        words: `${rateWords(modeRate(failureMode, now))}; ${earlierWords(failureMode, before)}`,
      };
    });
}

/** Scaled to all flagged calls of the week. */
export function modeRate(failureMode: string, { calls, confirmedByMode, shownByMode }: WeekCounts) {
  const shown = shownByMode?.[failureMode];
  const x = confirmedByMode[failureMode] ?? 0;
  return scaledRate({ x, n: Math.max(x, calls), ...(shown !== undefined && { shown }) });
}

function earlierWords(failureMode: string, before: WeekCounts | undefined): string {
  if (before === undefined) return 'no week before to compare with';
  const { x, n, rate, shown } = modeRate(failureMode, before);
  if (x === 0) return shown === undefined ? 'none the week before' : 'none confirmed the week before';
  return shown === undefined
    ? `${count(x)} the week before`
    : `about ${count(rate * n)} the week before (${count(x)} confirmed so far)`;
}
