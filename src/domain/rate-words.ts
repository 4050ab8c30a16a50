import { type Interval, wilson95 } from './stats.ts';

/** x of n with its 95 % interval; `shown` where review has shown but this share of what it would show of all flagged calls, which they are scaled to. */
export type Rate = Interval & { x: number; n: number; rate: number; shown?: number };

/** Confirmed calls among all, and the share (0..1) that review has shown of them; left out where that is all. */
export type Counted = { x: number; n: number; shown?: number };

/** Below it a share is not printed as a percentage. */
export const ENOUGH = 30;

export function rateOf(x: number, n: number): Rate {
  return { x, n, rate: n === 0 ? 0 : x / n, ...wilson95(x, n) };
}

/** Scaled to all flagged calls, the interval likewise: half the review is half the calls. Of a review of nothing: anything from 0 to 1. */
export function scaledRate({ x, n, shown }: Counted): Rate {
  const all = Math.max(x, n);
  if (shown === undefined) return rateOf(x, all);
  return { ...rateOf(x, Math.max(x, all * shown)), n: all, shown };
}

/** "2.5 % (84 of 3,360; 95 % interval 2.0 to 3.1 %)", or the plain counts where there are too few. */
export function rateWords(rate: Rate, noun = 'calls'): string {
  if (rate.n === 0) return `no ${noun}`;
  if (rate.n < ENOUGH) return `${count(rate.x)} of ${count(rate.n)} ${noun} (too little data for a percentage)`;
  const { low, high, shown } = rate;
  if (shown === 0) return `not known, as none of the flagged calls is reviewed (${counted(rate.n, 'call')})`;
  const digits = high < 0.1 ? 1 : 0;
  const range = `${(low * 100).toFixed(digits)} to ${(high * 100).toFixed(digits)} %`;
  const scaled =
    shown === undefined ? '' : ` confirmed, about ${percent(shown)} of what a review of all flagged ones would show`;
  return `${percent(rate.rate)} (${count(rate.x)} of ${count(rate.n)} ${noun}${scaled}; 95 % interval ${range})`;
}

/** "86 % (412 of 480)", or "12 of 14 (too little data for a percentage)". */
export function shareWords(x: number, n: number): string {
  if (n === 0) return 'none yet';
  return n < ENOUGH
    ? `${count(x)} of ${count(n)} (too little data for a percentage)`
    : `${percent(x / n)} (${count(x)} of ${count(n)})`;
}

/** 12345 as "12,345". */
export function count(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1 call", "2 calls". */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** "45 min", "3.5 h", "2.1 days". */
export function durationWords(ms: number): string {
  if (ms < 3_600_000) return `${Math.max(1, Math.round(ms / 60_000))} min`;
  if (ms < 48 * 3_600_000) return `${trim(ms / 3_600_000)} h`;
  return `${trim(ms / 86_400_000)} days`;
}

/** One digit behind the point under 10 %, none above. */
function percent(share: number): string {
  return `${share > 0 && share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;
}

function trim(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** "Before: 2.5 % (84 of 3,360 calls; …). Since: …": what a verdict stands beside. Of what came back, "since" are the weeks in which it was gone. */
export function beforeAndSince({ before, after }: { before: Rate; after: Rate }, cameBack: boolean): string {
  return `Before: ${rateWords(before)}. ${cameBack ? 'Until it came back' : 'Since'}: ${rateWords(after)}.`;
}
