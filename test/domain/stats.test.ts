import { describe, expect, it } from 'vitest';
import { katz95, newcombe95, overlaps, wilson95 } from '#src/domain/stats.ts';

describe('wilson95', () => {
  it.each([
    [81, 263, 0.255289, 0.36621],
    [15, 148, 0.062386, 0.160487],
    [0, 20, 0, 0.161125],
    [20, 20, 0.838875, 1],
    [48, 1000, 0.036393, 0.063066],
  ])('%i of %i is the published interval', (x, n, low, high) => {
    expect(wilson95(x, n).low).toBeCloseTo(low, 6);
    expect(wilson95(x, n).high).toBeCloseTo(high, 6);
  });
  it('knows nothing about no calls', () => expect(wilson95(0, 0)).toEqual({ low: 0, high: 1 }));
  it.each([
    [3, 2],
    [-1, 2],
    [Number.NaN, 2],
  ])('refuses %d of %d', (x, n) => expect(() => wilson95(x, n)).toThrow(RangeError));
});

describe('newcombe95', () => {
  it.each([
    [56, 70, 48, 80, 0.2, 0.052431, 0.333873],
    [10, 10, 0, 20, 1, 0.679086, 1],
    [52, 2480, 126, 3000, -0.021032, -0.030252, -0.011814],
    [0, 500, 8, 500, -0.016, -0.031251, -0.005042],
  ])('%i/%i against %i/%i', (x1, n1, x0, n0, difference, low, high) => {
    const result = newcombe95(x1, n1, x0, n0);
    expect(result.difference).toBeCloseTo(difference, 6);
    expect(result.low).toBeCloseTo(low, 6);
    expect(result.high).toBeCloseTo(high, 6);
  });
});

it('katz95 gives the published ratio, and none where nothing was seen', () => {
  const found = katz95(52, 2480, 126, 3000);
  expect(found?.ratio).toBeCloseTo(0.499232, 6);
  expect(found?.low).toBeCloseTo(0.36301, 6);
  expect(found?.high).toBeCloseTo(0.686573, 6);
  expect(katz95(0, 10, 3, 10)).toBeUndefined();
});

it('intervals that touch overlap', () => {
  expect(overlaps({ low: 0, high: 0.1 }, { low: 0.1, high: 0.2 })).toBe(true);
  expect(overlaps({ low: 0.3, high: 0.4 }, { low: 0.1, high: 0.2 })).toBe(false);
});
