import { expect, test } from 'vitest';
import type { FixData } from '#src/domain/fix-days.ts';
import {
  extraCost,
  improvedLast,
  OUTCOME_POINTS,
  type OutcomeCounts,
  rankImpact,
  shrinkRates,
} from '#src/domain/impact.ts';
import { modeTrend } from '#src/domain/mode-trend.ts';
import { addDays } from '#src/domain/week.ts';

const none = { handedOver: 0, hungUp: 0, calledAgain: 0, refund: 0, complaint: 0, lostSale: 0, ruleBreach: 0 };
const without: OutcomeCounts = { calls: 1_000, ...none };
const costing = (handedOver: number): OutcomeCounts => ({ calls: 100, ...none, handedOver });

test('rates are shrunk as the reference is', () => {
  const shrunk = shrinkRates([12, 80, 3, 1, 0, 25], 4_000);
  const reference = [0.003043, 0.019682, 0.000841, 0.000352, 0.000107, 0.006224];
  for (const [i, rate] of reference.entries()) expect(shrunk[i]).toBeCloseTo(rate, 6);
});

test.each([
  [[], 100, []],
  [[7], 100, [0.07]],
  [[0, 0], 100, [0, 0]],
  [[3], 0, [0]],
])('shrinking %j of %i', (counts, n, rates) => {
  expect(shrinkRates(counts, n).map((rate) => Number(rate.toFixed(9)))).toEqual(rates);
});

test('a hard call is not billed to the agent: only what calls without failure do not have costs', () => {
  const failing = { ...none, calls: 100, handedOver: 40, calledAgain: 20 };
  const usual = { ...none, calls: 1_000, handedOver: 100, calledAgain: 50 };
  expect(extraCost(failing, usual, OUTCOME_POINTS)).toBeCloseTo(0.3 * 3 + 0.15 * 3);
  expect(extraCost(usual, failing, OUTCOME_POINTS)).toBe(0);
  expect(extraCost({ ...none, calls: 0 }, { ...none, calls: 0 }, OUTCOME_POINTS)).toBe(0);
});

test('the most frequent is not the most costly', () => {
  // 7,000 calls a week over four weeks; what one call costs: 85, 240 and 6.5.
  const mode = (failureMode: string, x: number, handedOver: number) =>
    ({ failureMode, x, corrected: x, outcomes: costing(handedOver) }) as const;
  const modes = [mode('asr_loop', 840, 2.6), mode('no_escalation', 33.6, 96), mode('wrong_refund', 112, 34)];
  const ranked = rankImpact({ modes, without, calls: 28_000, weeks: 4, costs: { ...OUTCOME_POINTS, handedOver: 250 } });
  expect(ranked.map(({ failureMode }) => failureMode)).toEqual(['wrong_refund', 'no_escalation', 'asr_loop']);
  const reference = [2_380, 2_016, 1_365];
  for (const [i, { impact, low, high }] of ranked.entries()) {
    // Shrinking moves the reference's plain rates a little.
    expect(Math.abs(impact / (reference[i] as number) - 1)).toBeLessThan(0.06);
    expect(low).toBeLessThan(impact);
    expect(high).toBeGreaterThan(impact);
  }
  expect(ranked.map(({ mayBeFirst }) => mayBeFirst)).toEqual([false, true, false]);
});

test('what review has not seen counts too, and a rule breach stands above the list however rare', () => {
  const modes = [
    { failureMode: 'slow', x: 100, corrected: 200, outcomes: costing(50) },
    { failureMode: 'breach', x: 1, corrected: 1, outcomes: { calls: 1, ...none, ruleBreach: 1 } },
  ];
  const ranked = rankImpact({ modes, without, calls: 10_000, weeks: 4, costs: OUTCOME_POINTS });
  expect(ranked.map(({ failureMode, isPinned }) => [failureMode, isPinned])).toEqual([
    ['breach', true],
    ['slow', false],
  ]);
  expect(ranked[1]?.callsAWeek).toBeCloseTo(50, 0);
  expect(ranked[1]?.low).toBeGreaterThan(60);
  expect(rankImpact({ modes, without, calls: 0, weeks: 4, costs: OUTCOME_POINTS })).toEqual([]);
});

/** So many days until 2026-11-18 of 100 calls each, with so many failures a day in the last 14 and before. */
function daysOf(n: number, usual: number, recent: number): FixData {
  const all = Array.from({ length: n }, (_, i) => ({
    day: addDays('2026-11-18', -i),
    agent: 'shop',
    version: 'v1',
    i,
  }));
  return {
    calls: all.map(({ i: _, ...row }) => ({ ...row, scorecard: 'x', calls: 100 })),
    flagged: all.flatMap(({ i, ...row }) => [
      { ...row, severity: 'high', how: 'served' as const, failureModes: ['refund'], n: i < 14 ? recent : usual },
      { ...row, severity: 'high', how: 'served' as const, failureModes: ['other'], n: 3 },
    ]),
  };
}
const trendOf = (data: FixData) => modeTrend(data, 'refund', '2026-11-18', new Set());

test.each([
  ['grew', daysOf(70, 2, 6), 'more'],
  ['fell', daysOf(70, 6, 1), 'fewer'],
  ['stayed', daysOf(70, 3, 3), 'unclear'],
  ['is of 20 days only', daysOf(20, 3, 3), undefined],
  ['was hardly seen', daysOf(70, 0, 0), undefined],
])('the trend of a failure that %s', (_, data, direction) => {
  expect(trendOf(data)?.direction).toBe(direction);
});

test('a trend tells how much, and between what and what', () => {
  const trend = trendOf(daysOf(70, 2, 6));
  expect(trend?.observed).toBe(84);
  expect(trend?.expected).toBeCloseTo(28.1, 1);
  expect(trend?.low).toBeGreaterThan(1.4);
  expect(trend?.high).toBeLessThan(6);
});

test('what a report calls improved is not what to fix next, unless other agents have it too', () => {
  const fix = { fixId: 'FX-1', liveAt: new Date(0), daysBefore: 20, since: { x: 0, n: 400 } };
  const modes = [
    { id: 'improved', improvedBy: { ...fix, elsewhere: 0 } },
    { id: 'elsewhere', improvedBy: { ...fix, elsewhere: 4 } },
    { id: 'untouched' },
  ];
  expect(improvedLast(modes).map(({ id }) => id)).toEqual(['elsewhere', 'untouched', 'improved']);
});

test('of failures that cost nothing more the most frequent is first', () => {
  const mode = (failureMode: string, x: number) => ({ failureMode, x, corrected: x, outcomes: costing(0) });
  const modes = [mode('rare', 4), mode('frequent', 90)];
  const ranked = rankImpact({ modes, without, calls: 4_000, weeks: 4, costs: OUTCOME_POINTS });
  expect(ranked.map(({ failureMode }) => failureMode)).toEqual(['frequent', 'rare']);
});
