import type { DayTally } from './fix-days.ts';
import { changeOf, type FixEvidence, neededFor, othersGrew, weighFix } from './fix-evidence.ts';
import { AFTER_DAYS, DAYS_AT_LEAST, type FixWindow } from './fix-window.ts';
import { type Reviewed, reviewedOf, sumStrata } from './review-coverage.ts';
import { evidenceRange, logEvidence } from './stats/evidence.ts';
import { OUTCOMES, type Outcome, type Verdict, type VerdictInput } from './verdict.ts';
import * as say from './verdict-words.ts';

/** Under both, what was reviewed says too little of what was flagged. */
const REVIEWED_SHARE = 0.2;
const REVIEWED_AT_LEAST = 30;
/** From here on it matters little in which order calls were reviewed. */
const NEARLY_ALL = 0.8;
/** Strata that nobody reviews any more may hold this share of the earlier failures. */
const LOST_AT_MOST = 0.2;
/** ln e beyond which more makes no difference to anybody, and JSON still holds the number. */
const MOST_SURE = 23;

/** Decides one failure mode of one fix; the order of the questions is part of the method. */
export function decideVerdict(input: VerdictInput): Verdict {
  const alone = weighFix(input.baseline, input.after);
  const weighed = { ...alone, alpha: alone.alpha / (input.among ?? 1) };
  const needed = neededFor(0.5, weighed);
  const found: Found = { ...weighed, ...(needed !== undefined && { needed }) };
  const reviewed = reviewedOf(sumStrata(input.after));
  const { outcome, words } =
    lacksReview(reviewed, found) ?? cannotCompare(input, found) ?? readChange(input, found) ?? readQuiet(input, found);
  return verdictOf(input, found, outcome, words);
}

/** With how many such calls must be expected for a halving to show; none where no number is enough. */
type Found = FixEvidence & { needed?: number };
type Reading = { outcome: Outcome; words: string };

function lacksReview({ flagged, reviewed, waiting, served }: Reviewed, { lost }: FixEvidence): Reading | undefined {
  if (waiting === 0) return undefined;
  if (reviewed < REVIEWED_SHARE * flagged || reviewed < REVIEWED_AT_LEAST || lost > LOST_AT_MOST)
    return { outcome: 'needs_review', words: say.waiting(waiting) };
  if (reviewed < NEARLY_ALL * flagged && served < REVIEWED_AT_LEAST)
    return { outcome: 'needs_review', words: say.picked(waiting, served) };
  return undefined;
}

function cannotCompare({ window, unseen, baseline }: VerdictInput, found: Found): Reading | undefined {
  const outcome = 'not_comparable';
  if (unseen && found.callsAfter > 0) return { outcome, words: say.unseenVersion(unseen) };
  if (baseline.isBesides) return undefined;
  const { before, beforeCut } = window;
  if (before.length < DAYS_AT_LEAST && beforeCut && beforeCut.by !== 'first_call')
    return { outcome, words: say.cutBefore(beforeCut, before.length) };
  if (window.afterCut && changeOf(found).all === 'unclear' && isShort(found))
    return { outcome, words: say.cutAfter(window.afterCut, window.after.length) };
  return undefined;
}

function readChange({ baseline, after, window }: VerdictInput, found: Found): Reading | undefined {
  const { rate, all } = changeOf(found);
  const change = say.change(found, rangeOf(found));
  // A failure that exploded is told from luck however few there were before.
  if (all === 'more') return { outcome: 'worse', words: change };
  if (!baseline.isBesides && window.before.length < DAYS_AT_LEAST)
    return { outcome: 'baseline_small', words: say.fewDays(window.before.length) };
  if (found.needed === undefined && !baseline.isBesides)
    return { outcome: 'baseline_small', words: say.fewBefore(found.known) };
  if (all === 'fewer') {
    const others = othersGrew(baseline, after);
    return others ? { outcome: 'moved', words: say.moved(change, others) } : { outcome: 'improved', words: change };
  }
  return rate !== 'unclear' && isShared(found) ? { outcome: 'shared_change', words: say.shared(found) } : undefined;
}

/** Whether the second key's failures moved along: seen against them, less than half of the change is left. A weak second key alone is none. */
function isShared({ observed, rate, share, untouched }: FixEvidence): boolean {
  const second = untouched ?? share;
  if (!second) return false;
  const left = (expected: number) => Math.abs(Math.log(Math.max(observed, 0.5) / expected));
  return left(second.expected) < 0.5 * left(rate.expected);
}

function readQuiet({ window, baseline }: VerdictInput, found: Found): Reading {
  if (!isShort(found)) return { outcome: 'no_clear_change', words: say.noClearChange(found, rangeOf(found)) };
  if (baseline.isBesides && found.needed === undefined) return { outcome: 'too_early', words: say.fewBesides(found) };
  const more = baseline.isBesides
    ? callsMissingBesides(found, window.after.length)
    : callsMissing(found, window.before.length);
  return { outcome: 'too_early', words: say.tooEarly(found, more, daysLeft(window)) };
}

function daysLeft({ isClosed, after }: FixWindow): number {
  return isClosed ? 0 : AFTER_DAYS - after.length;
}

/** Whether a halving could not show yet. */
function isShort({ rate, needed }: Found): boolean {
  return needed === undefined || rate.expected < needed;
}

/** How many more calls a halving needs, and how many days they take. */
function callsMissing(found: Found, daysBefore: number): { calls: number; days: number } {
  const { rate, needed = 0, callsBefore, callsAfter, known } = found;
  const perCall = callsAfter > 0 && rate.expected > 0 ? rate.expected / callsAfter : (known + 0.5) / callsBefore;
  const calls = Math.max(1, Math.ceil((needed - rate.expected) / perCall));
  return { calls, days: Math.ceil(calls / Math.max(callsBefore / Math.max(1, daysBefore), 1e-9)) };
}

/** The same of a canary, whose days bring as many calls as they did. */
function callsMissingBesides(found: Found, days: number): { calls: number; days: number } {
  const { rate, needed = 0, callsAfter } = found;
  const calls = Math.max(
    1,
    Math.ceil(((needed - rate.expected) * Math.max(1, callsAfter)) / Math.max(rate.expected, 1e-9)),
  );
  return { calls, days: Math.ceil((calls * Math.max(1, days)) / Math.max(1, callsAfter)) };
}

/** From the lowest to the highest end of the keys' ranges. */
export function rangeOf({ rate, share, untouched, alpha }: FixEvidence): { low: number; high: number } {
  const second = untouched ?? share;
  const ranges = [rate, ...(second ? [second] : [])].map((key) => evidenceRange(key.evidence, alpha));
  return { low: Math.min(...ranges.map((r) => r.low)), high: Math.max(...ranges.map((r) => r.high)) };
}

function verdictOf(input: VerdictInput, found: FixEvidence, outcome: Outcome, words: string): Verdict {
  const { low, high } = rangeOf(found);
  const { expected } = found.rate;
  return {
    outcome,
    headline: OUTCOMES[outcome],
    words,
    observed: found.observed,
    expected,
    ...(expected > 0 && { ratio: found.observed / expected, low }),
    ...(Number.isFinite(high) && { high }),
    callsBefore: found.callsBefore,
    callsAfter: found.callsAfter,
    daysBefore: input.baseline.isBesides ? input.after.length : input.window.before.length,
    daysAfter: input.after.length,
    e: surenessOf(found, input.among),
    details: say.details(input, found),
  };
}

/** The weaker key's e-value, as one of a test at alpha 0.1: what is said of many fixes at once is decided by it. */
function surenessOf({ rate, share, untouched, alpha }: FixEvidence, among = 1): number {
  const second = untouched ?? share;
  const weakest = Math.min(...[rate, ...(second ? [second] : [])].map(({ evidence }) => logEvidence(evidence)));
  return Math.exp(Math.min(weakest, MOST_SURE)) * ((alpha * among) / 0.1);
}

/** A year of watches of 28 days must stay under one false alarm in twenty. */
const WATCH_ALPHA = 0.05 / 13;
/** Of the share of these among all failures, where it tells: it only has to show that not all of them rose alike. */
const WATCH_SHARE_ALPHA = 0.1;

/** After an improvement: whether in this watch there was more again than in the days after the fix. */
export function cameBack(fixed: readonly DayTally[], watch: readonly DayTally[]): Verdict | undefined {
  if (fixed.length < DAYS_AT_LEAST) return undefined;
  const found = { ...weighFix({ days: fixed }, watch), alpha: WATCH_ALPHA };
  const { share, untouched: _, ...rateOnly } = found;
  if (lacksReview(reviewedOf(sumStrata(watch)), rateOnly) || changeOf(rateOnly).all !== 'more') return undefined;
  const shared = share && { ...rateOnly, rate: share, alpha: WATCH_SHARE_ALPHA };
  if (shared && changeOf(shared).all !== 'more') return undefined;
  const days = watch.map((day) => day.day);
  const window = {
    before: fixed.map((day) => day.day),
    after: days,
    isClosed: days.length >= AFTER_DAYS,
    watchUntil: '',
  };
  const words = say.cameBack(rateOnly, rangeOf(rateOnly), days[0] ?? '');
  return {
    ...verdictOf({ baseline: { days: fixed }, after: watch, window }, rateOnly, 'came_back', words),
    details: [],
  };
}
