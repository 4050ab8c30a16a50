import type { Baseline } from './fix-control.ts';
import type { FixEvidence } from './fix-evidence.ts';
import type { Cut } from './fix-window.ts';
import { count, counted } from './rate-words.ts';
import { reviewedOf, sumStrata } from './review-coverage.ts';
import type { VerdictInput } from './verdict.ts';

type Range = { low: number; high: number };

/** "Expected about 63 such calls if nothing had changed; saw 29: 54 % fewer (likely between 15 % and 75 % fewer)." */
export function change(found: FixEvidence, range: Range): string {
  const by = found.observed === 0 ? '' : `: ${ratioWords(found.observed / found.rate.expected)}`;
  return `${seen(found)}${by} (likely ${rangeWords(range)}).`;
}

export function moved(words: string, others: { expected: number; observed: number }): string {
  return `${words} But calls that failed otherwise grew: expected about ${about(others.expected)}, saw ${count(others.observed)}. The failures may only have another name.`;
}

export function shared(found: FixEvidence): string {
  const { observed, rate, untouched } = found;
  const down = observed < rate.expected;
  const by = percent(Math.abs(1 - observed / rate.expected));
  const [what, fell, rose] = untouched
    ? [untouchedWords(untouched), 'it fell as much', 'it rose as much']
    : ['', 'other failures fell as much', 'other failures rose as much'];
  return down
    ? `${seen(found)}. Down ${by}, but ${what}${fell}. The fix can't take the credit.`
    : `${seen(found)}. Up ${by}, but ${what}${rose}. The fix need not be the cause.`;
}

/** "on 2 untouched agents ": their names may be another team's. */
function untouchedWords({ what, names }: Pick<NonNullable<FixEvidence['untouched']>, 'what' | 'names'>): string {
  if (what === 'agents') return `on ${counted(names.length, 'untouched agent')} `;
  return `on ${names.slice(0, 3).join(', ')}, which ran on untouched, `;
}

/** "60 % more (likely between 20 % and 110 % more)", of seen to expected. */
export function ratioOf({ observed, expected, ...range }: { observed: number; expected: number } & Range): string {
  return `${ratioWords(observed / expected)} (likely ${rangeWords(range)})`;
}

export function noClearChange(found: FixEvidence, range: Range): string {
  return `${seen(found)}. No clear change: ${rangeWords(range)}.`;
}

/** `left`: how many days the comparison still runs. */
export function tooEarly(found: FixEvidence, more: { calls: number; days: number }, left: number): string {
  const needs = `about ${rounded(more.calls)} more calls (~${counted(sparing(more.days), 'day')})`;
  const start = found.callsAfter === 0 ? 'No whole day of calls since the go-live yet' : seen(found);
  if (left === 0)
    return `${start}. Too few for a verdict: a halving would have needed ${needs}, and the four weeks are over.`;
  const never =
    more.days > left ? ' That is more than the four weeks that are compared: only a greater change can show.' : '';
  return `${start}. Too early: ${needs} until a halving shows.${never}`;
}

/** Side by side nothing is too small for ever: both sides grow. */
export function fewBesides(found: FixEvidence): string {
  const start = found.callsAfter === 0 ? 'No whole day of calls since the go-live yet' : seen(found);
  return `${start}. Too early: ${counted(found.known, 'such call')} on the other versions so far.`;
}

export function fewBefore(known: number): string {
  if (known === 0) return 'No such call was confirmed before the fix, so there is nothing to fall.';
  return `Only ${counted(known, 'such call')} before the fix. Even a halving could not be told from luck.`;
}

export function fewDays(days: number): string {
  return `Only ${counted(days, 'whole day')} of calls before the fix; at least 14 are needed to know what is usual.`;
}

export function waiting(n: number): string {
  return `${counted(n, 'flagged call')} ${n === 1 ? 'is' : 'are'} waiting for review; no verdict before that.`;
}

export function picked(n: number, served: number): string {
  return (
    `${waiting(n)} Only ${count(served)} of those reviewed came in the queue's random order, ` +
    'and the ones that people picked do not stand for the rest.'
  );
}

export function unseenVersion({ version, seen: versions }: { version: string; seen: readonly string[] }): string {
  return `No call on ${version} since the go-live: they came in on ${versions.slice(0, 3).join(', ')}. Is it live?`;
}

export function cutBefore(cut: Cut, days: number): string {
  return cut.by === 'fix'
    ? `Another fix of the same failure, ${cut.id}, went live only ${counted(days + 1, 'day')} earlier: the two cannot be told apart.`
    : `What flags a call changed only ${counted(days, 'day')} before the fix. Score earlier calls again (ratchet rescore) to compare.`;
}

export function cutAfter(cut: Cut, days: number): string {
  if (cut.by === 'rollback') return `Rolled back after ${counted(days, 'whole day')}, before a change could show.`;
  return cut.by === 'fix'
    ? `Another fix of the same failure, ${cut.id}, went live after ${counted(days, 'whole day')}, before a change could show.`
    : `What flags a call changed after ${counted(days, 'whole day')}. Score earlier calls again (ratchet rescore) to compare.`;
}

export function cameBack(found: FixEvidence, range: Range, since: string): string {
  const { rate, observed } = found;
  return (
    `It came back. Since ${since} about ${about(rate.expected)} such calls were expected at the rate after the fix; ` +
    `saw ${count(observed)}: ${ratioWords(observed / rate.expected)} (likely ${rangeWords(range)}).`
  );
}

/** What stands beside the verdict, most important first. */
export function details({ baseline, after, window }: VerdictInput, found: FixEvidence): string[] {
  const { rate, share, untouched } = found;
  const [before, since] = [baseline.days, after].map((days) => reviewedOf(sumStrata(days)));
  const lines: string[] = [];
  lines.push(comparedWords(baseline, found));
  if (!baseline.isBesides && window.before.length < 28)
    lines.push(`Only ${counted(window.before.length, 'day')} of before: part of the change may be the spike fading.`);
  if (!baseline.isBesides && !share && !untouched)
    lines.push('Too few other failures to compare with, so that calls alone decide; twice the evidence is asked for.');
  if (rate.factor >= 1.2)
    lines.push(`Days and weeks wobble ${rate.factor.toFixed(1)} times as much as chance; the range allows for it.`);
  if (before && since && reviewedShare(before) !== reviewedShare(since))
    lines.push(
      `Reviewed were ${reviewedShare(before)} of the flagged calls before and ${reviewedShare(since)} since; that is taken out.`,
    );
  const recent = recentWords({ baseline, after }, found);
  return recent === undefined ? lines : [...lines, recent];
}

/** Which comparison was made. */
function comparedWords(baseline: Baseline, { share, untouched }: FixEvidence): string {
  if (baseline.isBesides) return 'Compared with the other versions over the same days.';
  const before = `Compared with the ${counted(baseline.days.length, 'day')} before`;
  if (untouched)
    return `${before}, and with how the same failure went ${untouchedWords(untouched).trim().replace(/,$/, '')}.`;
  return share ? `${before}, and with how other failures went.` : `${before}.`;
}

/** The same against two weeks alone, which a spike leads astray. */
function recentWords(
  { baseline, after }: Pick<VerdictInput, 'baseline' | 'after'>,
  found: FixEvidence,
): string | undefined {
  if (baseline.isBesides || baseline.days.length < 28 || after.length === 0 || found.rate.expected <= 0)
    return undefined;
  const recent = baseline.days.slice(-14);
  const tagged = (days: typeof recent) =>
    days.reduce(
      (n, { strata }) => n + Object.values(strata).reduce((m, s) => m + s.taggedServed + s.taggedPicked, 0),
      0,
    );
  const calls = recent.reduce((n, day) => n + day.calls, 0);
  const x = tagged(recent);
  if (x === 0 || calls === 0 || found.callsAfter === 0) return undefined;
  return `Against the last two weeks alone: ${ratioWords(found.observed / found.callsAfter / (x / calls))}.`;
}

function seen({ observed, rate }: FixEvidence): string {
  return `Expected about ${about(rate.expected)} such calls if nothing had changed; saw ${observed === 0 ? 'none since' : count(observed)}`;
}

/** 54 % fewer, 48 % more, 3.1 times as many, none. */
function ratioWords(ratio: number): string {
  if (ratio === 0) return 'none';
  if (ratio >= 2) return `${times(ratio)} times as many`;
  const share = percent(Math.abs(1 - ratio));
  return share === '0 %' ? 'as many' : `${share} ${ratio < 1 ? 'fewer' : 'more'}`;
}

function rangeWords({ low, high }: Range): string {
  if (!Number.isFinite(high)) return `anything from ${ratioWords(low)} upwards`;
  if (low === 0 && high <= 1) return `between ${percent(1 - high)} fewer and none`;
  if (high <= 1) return `between ${percent(1 - high)} and ${percent(1 - low)} fewer`;
  if (low >= 2) return `between ${times(low)} and ${times(high)} times as many`;
  if (low >= 1 && high < 2) return `between ${percent(low - 1)} and ${percent(high - 1)} more`;
  return `between ${ratioWords(low)} and ${ratioWords(high)}`;
}

function reviewedShare({ flagged, reviewed }: { flagged: number; reviewed: number }): string {
  return flagged === 0 ? '100 %' : percent(reviewed / flagged);
}

/** Under 100 % unless it is all: "100 % fewer" of a failure that was still seen would be too much. */
function percent(share: number): string {
  const rounded = Math.round(share * 100);
  return `${rounded === 100 && share < 1 ? 99 : rounded} %`;
}

function times(ratio: number): string {
  return ratio >= 10 ? count(ratio) : ratio.toFixed(1);
}

function about(expected: number): string {
  return expected < 10 ? String(Math.round(expected * 10) / 10) : count(expected);
}

function sparing(n: number): number {
  return n < 100 ? Math.ceil(n) : Number(n.toPrecision(2));
}

function rounded(n: number): string {
  return count(sparing(n));
}
