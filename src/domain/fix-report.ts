import { count, counted, type Rate, rateOf, rateWords } from './rate-words.ts';
import { overlaps } from './stats.ts';

/** Calls of the fix's agent in a window: all, flagged, flagged and reviewed, confirmed with the failure mode. */
export type WindowCounts = { calls: number; flagged: number; reviewed: number; confirmed: number };

/** The same for one ISO week of a chart. */
export type WeekPoint = { week: string; calls: number; confirmed: number };

/** The shape of a chart: shares (0..1) by ISO week, with what went live. */
export type RateChart = {
  title: string;
  points: readonly { at: string; n: number; x: number; rate: number; low: number; high: number }[];
  marks: readonly { at: string; label: string }[];
  alt: string;
};

/** A plain reading of two rates; no verdict on what caused the difference. */
export type Comparison = 'fewer' | 'more' | 'no_clear_change' | 'too_little_data' | 'needs_review';

export type ModeChange = {
  failureMode: string;
  title: string;
  before: Rate;
  after: Rate;
  comparison: Comparison;
  /** One or two sentences with the numbers. */
  words: string;
  /** The name a card asks for it by. */
  chartName: string;
  chart: RateChart;
};

export type ModeInput = {
  failureMode: string;
  title?: string;
  before: WindowCounts;
  after: WindowCounts;
  weeks: readonly WeekPoint[];
};

/** Shown beside every comparison: what it is not. */
export const PLAIN_COMPARISON =
  'Before and after are compared as they are: 8 weeks before the go-live (less where there was less) against at most 28 days since, without the day itself. ' +
  'What would have changed anyway is not taken out. Counts are flagged calls that a person confirmed; calls our checks never flag are not counted.';

/** So many such calls must have been expected before a halving shows (statistics: about 55 to 65). */
const EXPECTED_TO_SEE_A_HALVING = 60;
/** With fewer expected than this, not even the disappearance of all of them would be clear. */
const EXPECTED_AT_LEAST = 10;
const REVIEWED_AT_LEAST = 30;
const REVIEWED_SHARE = 0.2;
/** A change of the reviewed share beyond this moves the rate by itself. */
const SHARE_DRIFT = 0.15;

/** One failure mode before and after a fix. */
export function compareMode(input: ModeInput, chartName: string, marks: RateChart['marks']): ModeChange {
  const before = rateOf(input.before.confirmed, input.before.calls);
  const after = rateOf(input.after.confirmed, input.after.calls);
  const { comparison, reading } = read(input, before, after);
  const title = input.title ?? input.failureMode;
  const words = `Before: ${rateWords(before)}. Since: ${rateWords(after)}. ${reading}`;
  return {
    failureMode: input.failureMode,
    title,
    before,
    after,
    comparison,
    words,
    chartName,
    chart: modeChart(title, input.weeks, marks, words),
  };
}

function read(input: ModeInput, before: Rate, after: Rate): { comparison: Comparison; reading: string } {
  const waiting = input.after.flagged - input.after.reviewed;
  if (
    waiting > 0 &&
    (input.after.reviewed < REVIEWED_SHARE * input.after.flagged || input.after.reviewed < REVIEWED_AT_LEAST)
  ) {
    return {
      comparison: 'needs_review',
      reading: `${counted(waiting, 'flagged call')} since the go-live ${waiting === 1 ? 'waits' : 'wait'} for review; no comparison before that.`,
    };
  }
  const drift = reviewedShare(input.after) - reviewedShare(input.before);
  if (Math.abs(drift) > SHARE_DRIFT) {
    const [from, to] = [input.before, input.after].map((w) => `${count(w.reviewed)} of ${count(w.flagged)}`);
    return {
      comparison: 'needs_review',
      reading: `Reviewed were ${from} flagged calls before and ${to} since: the two rates do not compare until the same share is reviewed.`,
    };
  }
  if (before.n === 0)
    return { comparison: 'too_little_data', reading: 'Too little data: there are no calls from before the fix.' };
  if (after.n === 0)
    return { comparison: 'too_little_data', reading: 'Too early: no whole day of calls since the go-live yet.' };
  if (!overlaps(before, after)) {
    const fewer = after.rate < before.rate;
    return {
      comparison: fewer ? 'fewer' : 'more',
      reading: `${fewer ? 'Fewer' : 'More'} such calls than before: the intervals do not overlap.`,
    };
  }
  const expected = before.rate * after.n;
  if (expected < EXPECTED_AT_LEAST || after.n < REVIEWED_AT_LEAST)
    return { comparison: 'too_little_data', reading: tooLittle(before, expected) };
  return { comparison: 'no_clear_change', reading: 'The intervals overlap: no clear change yet.' };
}

/** Says what is missing, in calls. */
function tooLittle(before: Rate, expected: number): string {
  if (before.x === 0) return 'Too little data: no such call was confirmed before the fix, so there is nothing to fall.';
  const more = Math.ceil((EXPECTED_TO_SEE_A_HALVING - expected) / before.rate);
  const rounded = Number(more.toPrecision(2));
  return (
    `Too little data: at the earlier rate about ${count(expected)} such calls would have come by now, ` +
    `and about ${EXPECTED_TO_SEE_A_HALVING} are needed to see a halving: about ${count(rounded)} more calls.`
  );
}

function reviewedShare(window: WindowCounts): number {
  return window.flagged === 0 ? 1 : window.reviewed / window.flagged;
}

/** The rate of a failure mode by week. */
export function modeChart(
  title: string,
  weeks: readonly WeekPoint[],
  marks: RateChart['marks'],
  words: string,
): RateChart {
  // Weeks before the agent's first call tell nothing.
  const first = weeks.findIndex((week) => week.calls > 0);
  const points = (first < 0 ? [] : weeks.slice(first)).map(({ week, calls, confirmed }) => {
    const { n, x, rate, low, high } = rateOf(confirmed, calls);
    return { at: week, n, x, rate, low, high };
  });
  return { title: `${title}: share of calls by week`, points, marks, alt: `${title}. ${words}` };
}
