import type { FixValue } from './fix-value.ts';
import { beforeAndSince, type Counted, type Rate, scaledRate } from './rate-words.ts';
import { headlineWords, type Verdict } from './verdict.ts';

/** One ISO week of a chart; `expected` is the share that nothing changed would have shown, `shown` as in `Counted`. */
export type WeekPoint = { week: string; calls: number; confirmed: number; shown?: number; expected?: number };

/** x of n calls of an ISO week as a share (0..1) with its interval. */
export type RatePoint = {
  at: string;
  n: number;
  x: number;
  rate: number;
  low: number;
  high: number;
  /** What nothing changed would have shown. */
  expected?: number;
};

/** The shape of a chart: shares by ISO week, with what went live. */
export type RateChart = {
  title: string;
  points: readonly RatePoint[];
  marks: readonly { at: string; label: string }[];
  /** What else went live; left out of reports made before it was noted. */
  notes?: readonly { at: string; label: string }[];
  alt: string;
};

/** What went live: what the chart is about, and what else. */
export type ChartLines = Pick<RateChart, 'marks' | 'notes'>;

export type ModeChange = {
  failureMode: string;
  title: string;
  /** Shown beside the verdict; it is not made of them. */
  before: Rate;
  after: Rate;
  verdict: Verdict;
  /** What an improvement saves in a week. */
  value?: FixValue;
  /** The verdict and both rates, in sentences. */
  words: string;
  /** The name a card asks for it by. */
  chartName: string;
  chart: RateChart;
};

export type ModeInput = {
  failureMode: string;
  title?: string;
  before: Counted;
  after: Counted;
  verdict: Verdict;
  value?: FixValue;
  weeks: readonly WeekPoint[];
};

/** The caveat that looks at unflagged calls turn into an estimate. */
export const ONLY_FLAGGED =
  'Counts flagged calls that a person reviewed; the rates of a fix are scaled to all flagged calls. Calls our checks never flag are not counted.';

/** Shown beside the verdicts: what they count, and how far they can be trusted. */
export const HOW_VERDICTS_ARE_MADE = [
  'Expected is what the 8 weeks before the go-live would have shown on the calls since, weekday by weekday and as far as they are reviewed. ' +
    'A change counts when the rate of calls and the share among other failures both show it.',
  ONLY_FLAGGED,
  'A fix that changes nothing gets a wrong verdict at most 1 time in 20 per direction, however often you look.',
] as const;

/** One failure mode of a fix, as a report shows it. */
export function modeChange(input: ModeInput, chartName: string, lines: ChartLines): ModeChange {
  const { failureMode, title = failureMode, verdict } = input;
  const before = scaledRate(input.before);
  const after = scaledRate(input.after);
  const words = `${headlineWords(verdict)}. ${verdict.words} ${beforeAndSince({ before, after }, verdict.outcome === 'came_back')}`;
  const chart = modeChart(title, input.weeks, lines, words);
  const { value } = input;
  return { failureMode, title, before, after, verdict, ...(value && { value }), words, chartName, chart };
}

/** The rate of a failure mode by week. */
export function modeChart(
  title: string,
  weeks: readonly WeekPoint[],
  { marks, notes = [] }: ChartLines,
  words: string,
): RateChart {
  // Weeks before the agent's first call tell nothing.
  const first = weeks.findIndex((week) => week.calls > 0);
  const points = (first < 0 ? [] : weeks.slice(first)).map(({ week, calls, confirmed, shown, expected }) => {
    const scaled = scaledRate({ x: confirmed, n: calls, ...(shown !== undefined && { shown }) });
    const { x, rate, low, high } = scaled;
    // Where nothing is reviewed yet there is a gap, not a success.
    const n = shown === 0 ? 0 : scaled.n;
    return { at: week, n, x, rate, low, high, ...(expected !== undefined && { expected }) };
  });
  const alt = `${title}. ${words}`;
  return { title: `${title}: share of calls by week`, points, marks, ...(notes.length > 0 && { notes }), alt };
}
