import { wilson95 } from './stats.ts';

/** So many of a scenario's newest accepted runs are its history. */
export const RUN_HISTORY = 20;

/** Counted runs of accepted versions, at most the last twenty. */
export type History = { passes: number; fails: number };

/** How far a scenario's own history makes it fit to block: `new` has fewer than ten runs. */
export type Standing = 'new' | 'gate' | 'flaky' | 'known_failing';

/** P(BetaBin(runs, s+½, f+½) ≤ passes): how likely so few passes are, had nothing changed. */
export function betaBinomialTail(history: History, runs: number, passes: number): number {
  const a = history.passes + 0.5;
  const b = history.fails + 0.5;
  let tail = 0;
  for (let x = 0; x <= passes; x += 1) tail += Math.exp(lnChoose(runs, x) + lnBeta(x + a, runs - x + b) - lnBeta(a, b));
  return Math.min(1, tail);
}

/** pass^k: the chance that k runs in a row all pass, from c passes of n; NaN below k runs. */
export function passPower(passes: number, runs: number, k: number): number {
  if (runs < k) return Number.NaN;
  let share = 1;
  for (let i = 0; i < k; i += 1) share *= Math.max(0, passes - i) / (runs - i);
  return share;
}

/** What the last twenty runs say by Wilson's interval. */
export function standingOf({ passes, fails }: History): Standing {
  const runs = passes + fails;
  if (runs < 10) return 'new';
  const { low, high } = wilson95(passes, runs);
  if (high < 0.5) return 'known_failing';
  return low >= 0.5 && passes / runs >= 0.9 ? 'gate' : 'flaky';
}

/** One scenario's first result and what its history let expect. */
export type FirstResult = History & { passed: boolean };

/** The suite alarm's z: how far the first results lie below what the scenarios' histories let expect; 0 without any. */
export function suiteZ(results: readonly FirstResult[]): number {
  let sum = 0;
  let variance = 0;
  for (const { passes, fails, passed } of results) {
    const n = passes + fails;
    const p = (passes + 0.5) / (n + 1);
    sum += (passed ? 1 : 0) - p;
    variance += p * (1 - p) * (1 + 1 / (n + 1));
  }
  return variance === 0 ? 0 : sum / Math.sqrt(variance);
}

const ALARM_Z = -2.33;
/** z is a normal's; in a small suite a single failure would reach it, so the exact chance must be small too. */
const ALARM_CHANCE = 0.02;

/** Whether the suite as a whole got worse, though perhaps no single scenario did. */
export function isSuiteAlarm(results: readonly FirstResult[]): boolean {
  return suiteZ(results) < ALARM_Z && chanceOfSoMany(results) < ALARM_CHANCE;
}

/** P(at least as many failures as seen), each scenario failing by its own history: the Poisson-binomial's exact tail. */
function chanceOfSoMany(results: readonly FirstResult[]): number {
  const seen = results.filter((one) => !one.passed).length;
  // below[j] = P(j failures so far), for j < seen.
  const below = new Float64Array(seen);
  if (seen === 0) return 1;
  below[0] = 1;
  for (const { passes, fails } of results) {
    const q = (fails + 0.5) / (passes + fails + 1);
    for (let j = seen - 1; j > 0; j -= 1) below[j] = (below[j] as number) * (1 - q) + (below[j - 1] as number) * q;
    below[0] = (below[0] as number) * (1 - q);
  }
  return Math.max(0, 1 - below.reduce((sum, p) => sum + p, 0));
}

function lnChoose(n: number, k: number): number {
  return lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);
}

function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** ln Γ(x) for x > 0 by Lanczos' approximation (g = 7, nine terms), good to 15 digits. */
function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  let sum: number = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i += 1) sum += (LANCZOS[i] as number) / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
