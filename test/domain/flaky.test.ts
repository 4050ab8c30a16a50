import { describe, expect, test } from 'vitest';
import { betaBinomialTail, isSuiteAlarm, passPower, standingOf, suiteZ } from '#src/domain/flaky.ts';

describe('the tail of so few passes', () => {
  test.each([
    [20, 0, 3, 0, 0.000176],
    [20, 0, 3, 1, 0.004517],
    [20, 0, 3, 2, 0.066735],
    [18, 2, 3, 0, 0.003706],
    [18, 2, 3, 1, 0.049407],
    [15, 5, 3, 0, 0.025233],
    [15, 5, 5, 1, 0.0311],
    [5, 0, 3, 0, 0.00558],
    [0, 0, 3, 0, 0.3125],
  ])('%d passes and %d fails, %d runs: at most %d pass with %d', (passes, fails, runs, seen, tail) => {
    expect(betaBinomialTail({ passes, fails }, runs, seen)).toBeCloseTo(tail, 6);
  });

  test('all of them is certain', () => {
    expect(betaBinomialTail({ passes: 7, fails: 3 }, 5, 5)).toBeCloseTo(1, 12);
  });

  test('eight accepted passes are the fewest that can block by their history alone', () => {
    expect(betaBinomialTail({ passes: 7, fails: 0 }, 3, 0)).toBeGreaterThan(0.002);
    expect(betaBinomialTail({ passes: 8, fails: 0 }, 3, 0)).toBeLessThan(0.002);
  });
});

test.each([
  [6, 8, 4, 0.214286],
  [3, 5, 2, 0.3],
  [5, 5, 5, 1],
  [1, 5, 2, 0],
])('pass^k of %d of %d for k = %d is %d', (passes, runs, k, share) => {
  expect(passPower(passes, runs, k)).toBeCloseTo(share, 6);
});

test('pass^k knows nothing below k runs', () => {
  expect(passPower(2, 2, 3)).toBeNaN();
});

test.each([
  [9, 0, 'new'],
  [20, 0, 'gate'],
  [19, 1, 'gate'],
  [18, 2, 'gate'],
  [17, 3, 'flaky'],
  [10, 10, 'flaky'],
  [10, 0, 'gate'],
  [4, 16, 'known_failing'],
  [0, 20, 'known_failing'],
] as const)('%d passes and %d fails stand as %s', (passes, fails, standing) => {
  expect(standingOf({ passes, fails })).toBe(standing);
});

describe('the suite alarm', () => {
  const of = (passes: number, passed: boolean) => ({ passes, fails: 20 - passes, passed });
  const many = (n: number, failed: number) => Array.from({ length: n }, (_, i) => of(20, i >= failed));

  test('its z', () => {
    expect(suiteZ([of(20, true), of(18, false), of(15, false), of(20, true)])).toBeCloseTo(-2.615113, 6);
    expect(suiteZ([])).toBe(0);
  });

  test('a failure or two of a small suite raise none, a general slide does', () => {
    expect(isSuiteAlarm(many(2, 1))).toBe(false);
    expect(isSuiteAlarm(many(100, 5))).toBe(false);
    expect(isSuiteAlarm(many(100, 8))).toBe(true);
    expect(isSuiteAlarm(many(30, 5))).toBe(true);
    expect(isSuiteAlarm([])).toBe(false);
  });
});
