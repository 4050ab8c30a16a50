import { describe, expect, it } from 'vitest';
import { type Evidence, evidenceRange, isChanged, logEvidence } from '#src/domain/stats/evidence.ts';
import {
  expectedBesides,
  expectedByControlVersion,
  expectedByShare,
  expectedCount,
} from '#src/domain/stats/expected.ts';
import { neededExpected } from '#src/domain/stats/numbers-needed.ts';
import { designEffect, wobble } from '#src/domain/stats/wobble.ts';

// Every number here was computed twice, in JavaScript and in Python with scipy.
const evidence = (observed: number, expected: number, events: number, factor = 1): Evidence => ({
  observed: observed / factor,
  expected: expected / factor,
  events: events / factor,
});

describe('the e-value and its ranges', () => {
  it.each([
    [58, 126, 126.5, 10.791387, [0.2776, 0.7402], [0.2896, 0.713]],
    [52, 104.16, 126.5, 7.692546, [0.2947, 0.8149], [0.3081, 0.7839]],
    [0, 10, 30.5, 3.858995, [0, 0.8185], [0, 0.6727]],
    [3, 1, 14.5, 0.234783, [0, 17.9578], [0, 15.1866]],
    [20, 10, 100.5, 1.909215, [0.8781, 3.9743], [0.9523, 3.7549]],
    [10, 20, 40.5, 0.977435, [0.138, 1.3382], [0.1602, 1.2265]],
    [200, 210, 800.5, -1.985416, [0.7322, 1.2224], [0.7461, 1.2019]],
    [1, 0.5, 0.5, -0.065474, [0, Number.POSITIVE_INFINITY], [0, Number.POSITIVE_INFINITY]],
  ] as const)('%d seen, %d expected on %d events', (observed, expected, events, logE, range95, range90) => {
    const all = evidence(observed, expected, events);
    expect(logEvidence(all)).toBeCloseTo(logE, 6);
    for (const [alpha, [low, high]] of [
      [0.05, range95],
      [0.1, range90],
    ] as const) {
      const range = evidenceRange(all, alpha);
      expect(range.low).toBeCloseTo(low, 4);
      if (Number.isFinite(high)) expect(range.high).toBeCloseTo(high, 4);
      else expect(range.high).toBe(high);
    }
  });

  it.each([
    [5, 0, 10],
    [5, 3, 0],
    [0, 0, 0],
  ])('%d seen where %d were expected on %d events says nothing', (observed, expected, events) => {
    const none = { observed, expected, events };
    expect(logEvidence(none)).toBe(0);
    expect(evidenceRange(none, 0.05)).toEqual({ low: 0, high: Number.POSITIVE_INFINITY });
  });

  it('worse, too early, no clear change, on one stratum', () => {
    const of = (x0: number, n0: number, x1: number, n1: number) => ({
      ...expectedCount([{ before: { x: x0, n: n0 }, callsAfter: n1 }]),
      observed: x1,
    });
    const worse = of(40, 28_000, 31, 7_000);
    expect(worse.expected).toBeCloseTo(10.125, 6);
    expect(logEvidence(worse)).toBeCloseTo(7.729935, 6);
    expect(evidenceRange(worse, 0.1).low).toBeCloseTo(1.5552, 4);
    expect(evidenceRange(worse, 0.1).high).toBeCloseTo(5.9019, 4);
    expect(logEvidence(of(40, 28_000, 7, 7_000))).toBeCloseTo(-0.35703, 6);
    const unclear = of(200, 28_000, 48, 7_000);
    expect(unclear.expected).toBeCloseTo(50.125, 6);
    expect(logEvidence(unclear)).toBeCloseTo(-1.450157, 6);
    expect(evidenceRange(unclear, 0.1).low).toBeCloseTo(0.5936, 4);
    expect(evidenceRange(unclear, 0.1).high).toBeCloseTo(1.4786, 4);
  });
});

describe('what was to be expected', () => {
  const x0 = [20, 18, 17, 19, 16, 22, 24];
  const n0 = [600, 600, 560, 560, 560, 240, 200];
  const n1 = [300, 300, 280, 0, 0, 0, 0];
  const byWeekday = expectedCount(x0.map((x, w) => ({ before: { x, n: n0[w] ?? 0 }, callsAfter: n1[w] ?? 0 })));

  it('weekday by weekday', () => {
    expect(byWeekday.expected).toBeCloseTo(27.607143, 6);
    expect(byWeekday.events).toBeCloseTo(55.214286, 6);
  });
  it.each([
    [1, 2.533075, 0.1593, 0.974],
    [1.8, 1.025172, 0.0951, 1.2734],
  ])('with a wobble factor of %d', (factor, logE, low, high) => {
    const all = evidence(12, byWeekday.expected, byWeekday.events, factor);
    expect(logEvidence(all)).toBeCloseTo(logE, 6);
    expect(evidenceRange(all, 0.1).low).toBeCloseTo(low, 4);
    expect(evidenceRange(all, 0.1).high).toBeCloseTo(high, 4);
  });

  it('two keys agree that it improved', () => {
    const rate = { ...expectedCount([{ before: { x: 252, n: 56_000 }, callsAfter: 14_000 }]), observed: 29 };
    const byShare = expectedByShare(252, 760, 181);
    if (byShare === undefined) throw new Error('760 and 181 other failures are enough');
    const share = { ...byShare, observed: 29 };
    expect([rate.expected, rate.events]).toEqual([63.125, 252.5]);
    expect(logEvidence(rate)).toBeCloseTo(7.751743, 6);
    expect(evidenceRange(rate, 0.1)).toMatchObject({ low: expect.closeTo(0.2538, 4), high: expect.closeTo(0.7647, 4) });
    expect(share.expected).toBeCloseTo(60.134868, 6);
    expect(share.events).toBeCloseTo(92.583614, 6);
    expect(logEvidence(share)).toBeCloseTo(4.828513, 6);
    expect(evidenceRange(share, 0.1)).toMatchObject({
      low: expect.closeTo(0.2571, 4),
      high: expect.closeTo(0.8474, 4),
    });
    expect([rate, share].every((key) => isChanged(key, 0.1))).toBe(true);
    const wobbling = evidence(29, rate.expected, rate.events, 1.5);
    expect(logEvidence(wobbling)).toBeCloseTo(4.731508, 6);
    expect(evidenceRange(wobbling, 0.1)).toMatchObject({
      low: expect.closeTo(0.2198, 4),
      high: expect.closeTo(0.8451, 4),
    });
  });

  it('a thin control is no key', () => {
    expect(expectedByShare(252, 29, 181)).toBeUndefined();
    expect(expectedByShare(252, 760, 9)).toBeUndefined();
  });

  it('takes a backlog of reviews out', () => {
    const coverage = 52 / 150 / 0.6;
    const { expected, events } = expectedCount([{ before: { x: 120, n: 56_000 }, callsAfter: 14_000, coverage }]);
    expect(expected).toBeCloseTo(17.4056, 4);
    expect(logEvidence({ observed: 18, expected, events })).toBeCloseTo(-1.057, 3);
  });

  it('a version that was not touched, and one beside the canary', () => {
    const fell = { before: { x: 100, n: 10_000 }, after: { x: 50, n: 10_000 } };
    const { expected, events } = expectedByControlVersion({ x: 99.5, n: 10_000 }, 5_000, fell);
    expect(expected).toBeCloseTo(25, 6);
    expect(events).toBeCloseTo(25, 6);
    expect(expectedByControlVersion({ x: 9, n: 100 }, 50, { ...fell, after: { x: 0, n: 0 } }).events).toBe(0);
    expect(expectedBesides({ x: 40, n: 9_000 }, 1_000)).toEqual({
      expected: expect.closeTo(4.5, 9),
      events: expect.closeTo(40.5, 9),
    });
  });
});

describe('the wobble factor', () => {
  const days = (xs: readonly number[]) => xs.map((x, i) => ({ weekday: i % 7, x, n: 100 }));
  const first = [3, 5, 2, 4, 6, 1, 0];
  it.each([
    [[2, 3, 7, 5, 4, 2, 1], 0.822222, 0.2, 1],
    [[12, 13, 17, 5, 4, 2, 1], 5.026667, 14.52, 14.52],
  ])('of a second week %j', (second, day, week, factor) => {
    const found = wobble(days([...first, ...second]));
    expect(found.day).toBeCloseTo(day, 6);
    expect(found.week).toBeCloseTo(week, 6);
    expect(found.factor).toBeCloseTo(factor, 6);
  });
  it('is unknown, so 1, under two weeks, and never less than 1', () => {
    expect(wobble(days([50, ...first]))).toEqual({ day: 1, week: 1, factor: 1 });
    expect(wobble(days(Array.from({ length: 21 }, () => 0))).factor).toBe(1);
  });
  it("gives Rao and Scott's published effects for Weil's litters", () => {
    const litters = (xs: number[], ns: number[]) => xs.map((x, i) => ({ x, n: ns[i] ?? 0 }));
    const control = litters(
      [13, 12, 9, 9, 8, 8, 12, 11, 9, 9, 8, 11, 4, 5, 7, 7],
      [13, 12, 9, 9, 8, 8, 13, 12, 10, 10, 9, 13, 5, 7, 10, 10],
    );
    const treated = litters(
      [12, 11, 10, 9, 10, 9, 9, 8, 8, 4, 7, 4, 5, 3, 3, 0],
      [12, 11, 10, 9, 11, 10, 10, 9, 9, 5, 9, 7, 10, 6, 10, 7],
    );
    expect(designEffect(control)).toBeCloseTo(1.232495, 6);
    expect(designEffect(treated)).toBeCloseTo(3.952861, 6);
  });
});

describe('how many are needed', () => {
  const two = (events: number, perFailure: number) => ({ before: perFailure * events, perFailure });
  it.each([
    [50, 166.9, 106.3, 293.2, 137.0, 37.4, 81.1, undefined, undefined],
    [100, 72.6, 58.1, 86.3, 65.6, 24.8, 40.6, undefined, 361.8],
    [200, 56.4, 47.2, 63.6, 52.0, 21.2, 32.4, 351.8, 115.5],
    [500, 49.7, 42.5, 54.9, 46.1, 19.5, 28.9, 182.8, 81.9],
    [1000, 47.8, 41.1, 52.5, 44.5, 19.0, 27.9, 157.5, 74.6],
  ])('after %d failures before', (events, one05, one10, two3, two10, doubled, doubled3, third, half) => {
    const found = [
      neededExpected({ ratio: 0.5, alpha: 0.05, events }),
      neededExpected({ ratio: 0.5, alpha: 0.1, events }),
      neededExpected({ ratio: 0.5, alpha: 0.1, events, control: two(events, 3) }),
      neededExpected({ ratio: 0.5, alpha: 0.1, events, control: two(events, 10) }),
      neededExpected({ ratio: 2, alpha: 0.1, events }),
      neededExpected({ ratio: 2, alpha: 0.1, events, control: two(events, 3) }),
      neededExpected({ ratio: 0.7, alpha: 0.1, events }),
      neededExpected({ ratio: 1.5, alpha: 0.1, events }),
    ];
    const table = [one05, one10, two3, two10, doubled, doubled3, third, half];
    for (const [i, wanted] of table.entries()) {
      // The table is rounded to a tenth, the last column of its first cells to a little more.
      if (wanted === undefined) expect(found[i]).toBeUndefined();
      else expect(Math.abs((found[i] ?? 0) - wanted)).toBeLessThan(0.11);
    }
  });
  it('matches the worked examples', () => {
    expect(neededExpected({ ratio: 0.5, alpha: 0.1, events: 40.5 })).toBeCloseTo(172.6, 1);
    expect(((neededExpected({ ratio: 0.5, alpha: 0.1, events: 40.5 }) ?? 0) - 10.125) / (40.5 / 28_000)).toBeCloseTo(
      112_334,
      -1,
    );
    expect(neededExpected({ ratio: 0.5, alpha: 0.1, events: 200.5 })).toBeCloseTo(47.2, 1);
  });
  it.each([
    ['two keys, three others for each', 41, { alpha: 0.1, control: 3 }],
    ['two keys, ten others for each', 34, { alpha: 0.1, control: 10 }],
    ['one key', 35.9, { alpha: 0.05, control: 0 }],
  ])('never shows a halving below %s %d', (_, events, { alpha, control }) => {
    const aim = (n: number) => ({ ratio: 0.5, alpha, events: n, ...(control > 0 && { control: two(n, control) }) });
    expect(neededExpected(aim(events))).toBeUndefined();
    expect(neededExpected(aim(events + 1))).toBeDefined();
  });
});
