import { type Interval, wilson95 } from './stats.ts';

/** One call as rules judged it, beside the truth. `marks` are the detectors that spoke ("loop", "loop:same_tool_call"). */
export type JudgedCall = { failed: boolean; score: number; flagged: boolean; marks: readonly string[] };

/** x of n as a share with its Wilson 95 % interval. */
export type Share = Interval & { x: number; n: number; rate: number };

/** How well one sign tells failing calls: precision (failed of marked), recall (marked of failed), lift over the base rate, AUC of the sign alone. */
export type Sign = { mark: string; precision: Share; recall: Share; lift: number; auc: number };

export type Evaluation = {
  base: Share;
  /** Chance that a failing call scores below a passing one, ties counted half, with its Hanley-McNeil 95 % interval; undefined where all calls came out alike. */
  auc: (Interval & { value: number }) | undefined;
  flag: Sign;
  signs: readonly Sign[];
};

/** Judges score, flag and every mark against the truth. */
export function evaluate(calls: readonly JudgedCall[]): Evaluation {
  const failed = calls.filter((call) => call.failed).length;
  const base = share(failed, calls.length);
  const marked = new Map<string, { n: number; x: number }>();
  for (const call of calls) {
    for (const mark of new Set(call.marks)) {
      const count = marked.get(mark) ?? { n: 0, x: 0 };
      marked.set(mark, { n: count.n + 1, x: count.x + (call.failed ? 1 : 0) });
    }
  }
  const flagged = calls.filter((call) => call.flagged);
  const flag = sign('flagged', { n: flagged.length, x: flagged.filter((call) => call.failed).length }, base);
  const signs = [...marked].map(([mark, count]) => sign(mark, count, base)).sort((a, b) => (a.mark < b.mark ? -1 : 1));
  return { base, auc: aucOfScore(calls), flag, signs };
}

function share(x: number, n: number): Share {
  return { x, n, rate: n === 0 ? 0 : x / n, ...wilson95(x, n) };
}

function sign(mark: string, count: { n: number; x: number }, base: Share): Sign {
  const precision = share(count.x, count.n);
  const recall = share(count.x, base.x);
  const passed = base.n - base.x;
  const falseRate = passed === 0 ? 0 : (count.n - count.x) / passed;
  const lift = base.rate === 0 ? 0 : precision.rate / base.rate;
  return { mark, precision, recall, lift, auc: (1 + recall.rate - falseRate) / 2 };
}

/** Mann-Whitney: the share of (failing, passing) pairs where the failing one scored lower, ties half. */
function aucOfScore(calls: readonly JudgedCall[]): Evaluation['auc'] {
  const sorted = calls.toSorted((a, b) => a.score - b.score);
  const failed = sorted.filter((call) => call.failed).length;
  const passed = sorted.length - failed;
  if (failed === 0 || passed === 0) return undefined;
  let pairs = 0;
  let passedBelow = 0;
  for (let i = 0; i < sorted.length; ) {
    const score = sorted[i]?.score;
    let failedHere = 0;
    let passedHere = 0;
    for (; sorted[i]?.score === score && i < sorted.length; i++) sorted[i]?.failed ? failedHere++ : passedHere++;
    pairs += failedHere * (passed - passedBelow - passedHere / 2);
    passedBelow += passedHere;
  }
  const value = pairs / (failed * passed);
  return { value, ...hanleyMcNeil(value, failed, passed) };
}

/** Hanley and McNeil 1982, Radiology 143:29, their standard error from the two exponential-model terms. */
function hanleyMcNeil(auc: number, failed: number, passed: number): Interval {
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  const variance =
    (auc * (1 - auc) + (failed - 1) * (q1 - auc * auc) + (passed - 1) * (q2 - auc * auc)) / (failed * passed);
  const half = 1.959963984540054 * Math.sqrt(Math.max(0, variance));
  return { low: Math.max(0, auc - half), high: Math.min(1, auc + half) };
}
