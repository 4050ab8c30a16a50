import { modeChart, type RateChart } from './fix-report.ts';
import { count, ENOUGH, type Rate, rateOf, rateWords } from './rate-words.ts';
import type { ReportInput } from './report.ts';
import { modeRate } from './top-modes.ts';
import { isoWeek } from './week.ts';

/** More panels than this are not looked at. */
const MOST_PANELS = 12;
/** So many failure modes the words of the picture name. */
const NAMED = 3;

/** A small panel for each failure mode, all on one scale. */
export type OverviewChart = {
  title: string;
  panels: readonly { title: string; now: string; points: RateChart['points']; marks: RateChart['marks'] }[];
  alt: string;
};

type Charted = Pick<ReportInput, 'week' | 'zone' | 'weeks' | 'fixes' | 'modes'>;

/** Flagged calls by week, with every go-live of a fix. */
export function overallChart(input: Charted): RateChart {
  const marks = input.fixes.map(({ fix }) => ({ at: isoWeek(fix.liveAt, input.zone), label: `${fix.version} live` }));
  const weeks = input.weeks.map(({ week, calls, flagged }) => ({ week, calls, confirmed: flagged }));
  const last = weeks.at(-1);
  const words = last === undefined ? '' : `In ${last.week}: ${rateWords(rateOf(last.confirmed, last.calls))}.`;
  const unique = marks.filter((mark, i) => marks.findIndex((m) => m.at === mark.at && m.label === mark.label) === i);
  return modeChart('Flagged calls', weeks, { marks: unique }, words);
}

/** Every failure mode that was confirmed in these weeks, most frequent first; undefined where there are fewer than two to compare. */
export function overviewChart(input: Charted): OverviewChart | undefined {
  const totals = new Map<string, number>();
  for (const { confirmedByMode } of input.weeks) {
    for (const [mode, n] of Object.entries(confirmedByMode)) totals.set(mode, (totals.get(mode) ?? 0) + n);
  }
  const modes = [...totals]
    .filter(([, n]) => n > 0)
    .sort(([a, x], [b, y]) => y - x || a.localeCompare(b))
    .map(([mode]) => mode);
  if (modes.length < 2) return undefined;
  const panels = modes.slice(0, MOST_PANELS).map((mode) => panelOf(mode, input));
  const left = modes.length - panels.length;
  const newest = panels
    .map(({ title, rate }) => ({ title, rate }))
    .sort((a, b) => b.rate.rate - a.rate.rate || b.rate.x - a.rate.x)
    .slice(0, NAMED)
    .map(({ title, rate }) => `${title} ${rateWords(rate)}`);
  return {
    title: `${left > 0 ? `The ${MOST_PANELS} most frequent failure modes` : 'Every failure mode'}, share of calls by week`,
    panels: panels.map(({ rate, ...panel }) => ({ ...panel, now: nowWords(rate) })),
    alt: `Failure modes side by side on one scale. Most often in ${input.week}: ${newest.join('; ')}.`,
  };
}

function panelOf(failureMode: string, { week, weeks, fixes, modes, zone }: Charted) {
  const title = modes[failureMode]?.title ?? failureMode;
  const counted = weeks.map((one) => {
    const { x: confirmed, n: calls, shown } = modeRate(failureMode, one);
    return { week: one.week, calls, confirmed, ...(shown !== undefined && { shown }) };
  });
  const marks = fixes
    .filter((one) => one.modes.some((mode) => mode.failureMode === failureMode))
    .map(({ fix }) => ({ at: isoWeek(fix.liveAt, zone), label: fix.version }));
  const now = weeks.find((one) => one.week === week);
  const { points } = modeChart(title, counted, { marks }, '');
  return { title, points, marks, rate: now === undefined ? rateOf(0, 0) : modeRate(failureMode, now) };
}

/** "3.0 % (12 of 400)", "about 3.4 % (12 of 400)" where flagged calls still wait for review, or "3 of 14" where a share would say too much. */
function nowWords({ x, n, rate, shown }: Rate): string {
  if (n === 0) return 'no calls this week';
  if (shown === 0) return 'not reviewed yet';
  const counts = `${count(x)} of ${count(n)}`;
  if (n < ENOUGH) return counts;
  const share = `${(rate * 100).toFixed(1)} %`;
  return shown === undefined ? `${share} (${counts})` : `about ${share} (${counts})`;
}
