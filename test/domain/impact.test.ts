import { expect, test } from 'vitest';
import { extraCost, OUTCOME_POINTS, type OutcomeCounts, rankImpact, shrinkRates } from '#src/domain/impact.ts';

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
