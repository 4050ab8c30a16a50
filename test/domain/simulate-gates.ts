import { mulberry32, type Random } from '#demo/random.ts';
import { decideGate } from '#src/domain/decide-gate.ts';
import { type FirstResult, isSuiteAlarm, suiteZ } from '#src/domain/flaky.ts';
import type { Baseline, Expected } from '#src/domain/gate.ts';
import { type GateRun, judgeScenario } from '#src/domain/judge-scenario.ts';

/** A suite's true pass rates are Beta(a, b): mature 8 and ½ (mean .94), flaky 4 and 1 (.80). */
export type Suite = { a: number; b: number; scenarios: number };

/** The rate to which a broken scenario falls, and how a candidate that got worse everywhere passes. */
const BROKEN = 0.05;
const SOUND = 0.95;
const HISTORY = 20;
const NOW = new Date('2026-11-20T12:00:00Z');

/** Shares 0..1 of simulated gates; runs are a mean over gates in which nothing changed. */
export type Simulated = {
  /** Nothing changed: some scenario is judged to have regressed, or the gate blocks as shipped (flaky ones warn, the suite alarm blocks). */
  falseBlock: number;
  falseBlockShipped: number;
  /** A sound scenario (95 %) fell to 5 %: it is judged to have regressed; and it blocks as shipped. `foundAny`: whichever scenario fell. */
  found: number;
  foundAny: number;
  foundShipped: number;
  runs: number;
  /** The alarm when nothing changed and when every pass became a tenth rarer; by z alone, and with the exact chance. */
  alarm: { falseZ: number; falseBoth: number; worseZ: number; worseBoth: number };
};

/** Simulates gates over fresh suites of known pass rates with twenty accepted runs each; the same seed gives the same figures. */
export function simulateGates(suite: Suite, gates: number, seed: number): Simulated {
  const random = mulberry32(seed);
  const sum = { falseBlock: 0, falseBlockShipped: 0, found: 0, foundAny: 0, foundShipped: 0, runs: 0 };
  const alarm = { falseZ: 0, falseBoth: 0, worseZ: 0, worseBoth: 0 };
  for (let n = 0; n < gates; n += 1) {
    const rates = Array.from({ length: suite.scenarios }, () => beta(random, suite));
    const expected = rates.map((rate, i) => expectedOf(`SC-${i}`, rate, random));
    const same = runAll(expected, rates, random);
    sum.runs += same.runs.length;
    sum.falseBlock += Number(same.regressed.length > 0);
    sum.falseBlockShipped += Number(blocks(expected, same.runs));
    sum.foundAny += Number(judgeBroken(expected[0] as Expected, random) === 'fail');
    const sound = expectedOf('SC-0', SOUND, random);
    const rest = expected.with(0, sound);
    const one = runAll(rest, rates.with(0, BROKEN), random);
    sum.found += Number(one.regressed.includes('SC-0'));
    sum.foundShipped += Number(decide(rest, one.runs).summary.lines.some((l) => l.scenarioId === 'SC-0' && l.blocks));
    const first = firstResults(expected, rates, random);
    const worse = firstResults(
      expected,
      rates.map((rate) => rate * 0.9),
      random,
    );
    alarm.falseZ += Number(suiteZ(first) < -2.33);
    alarm.falseBoth += Number(isSuiteAlarm(first));
    alarm.worseZ += Number(suiteZ(worse) < -2.33);
    alarm.worseBoth += Number(isSuiteAlarm(worse));
  }
  const share = <T extends Record<string, number>>(of: T): T =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [name, value / gates])) as T;
  return { ...share(sum), alarm: share(alarm) };
}

/** How one scenario is judged after it broke. */
function judgeBroken(want: Expected, random: Random): string {
  const { runs } = runAll([want], [BROKEN], random);
  return judgeScenario(want, runs).outcome;
}

function decide(expected: readonly Expected[], runs: readonly GateRun[]) {
  return decideGate({ expected, runs, titles: new Map(), now: NOW });
}

function blocks(expected: readonly Expected[], runs: readonly GateRun[]): boolean {
  return decide(expected, runs).state === 'failed';
}

/** Every scenario run as often as the rules ask for. */
function runAll(expected: readonly Expected[], rates: readonly number[], random: Random) {
  const runs: GateRun[] = [];
  const regressed: string[] = [];
  expected.forEach((want, i) => {
    const own: GateRun[] = [];
    let wanted = 1;
    while (own.length < wanted) {
      own.push(runOf(want, random() < (rates[i] as number)));
      wanted = judgeScenario(want, own).wanted;
    }
    if (judgeScenario(want, own).outcome === 'fail') regressed.push(want.scenarioId);
    runs.push(...own);
  });
  return { runs, regressed };
}

function runOf({ scenarioId, version, identityHash }: Expected, passed: boolean): GateRun {
  const outcome = passed ? 'pass' : 'fail';
  return { scenarioId, scenarioVersion: version, identityHash, title: scenarioId, outcome, reason: '' };
}

function expectedOf(scenarioId: string, rate: number, random: Random): Expected {
  const history = Array.from({ length: HISTORY }, () => random() < rate);
  const passes = history.filter(Boolean).length;
  const baseline: Baseline = { passes, fails: HISTORY - passes, lastPassed: history.at(-1) ?? false, seen: 5 };
  return { scenarioId, version: 1, identityHash: scenarioId, baseline };
}

function firstResults(expected: readonly Expected[], rates: readonly number[], random: Random): FirstResult[] {
  return expected.map(({ baseline }, i) => ({
    passes: baseline?.passes ?? 0,
    fails: baseline?.fails ?? 0,
    passed: random() < (rates[i] as number),
  }));
}

/** Beta by two gammas. */
function beta(random: Random, { a, b }: Suite): number {
  const x = gamma(random, a);
  return x / (x + gamma(random, b));
}

/** Marsaglia and Tsang's way, with the boost for a shape below one. */
function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
  }
}
