import { describe, expect, it } from 'vitest';
import { MAIN, STRESS, tolerance } from './published-figures.ts';
import { simulate, simulateCanary, simulateReturn, simulateUntouched } from './simulate-fixes.ts';

const RUNS = 120;

// All cells, with more runs: node bench/statistics.ts
describe('how often a verdict is wrong, and how soon it comes', () => {
  const checked = ['quiet 2 % of 100 a day', 'realistic 0.5 % of 1000 a day', 'realistic 2 % of 1000 a day'];
  const claims = MAIN.filter(({ name }) => checked.some((start) => name.startsWith(`${start}:`)));

  it.each([...claims, ...STRESS].map((claim) => [claim.name, claim] as const))('%s', (_, { cell, figures }) => {
    const ways = simulate(cell, RUNS, 77);
    // What the naive test does is shown by the bench; nothing is promised of it.
    for (const { what, published, of } of figures.filter((figure) => !figure.what.startsWith('naive'))) {
      const found = (100 * of(ways)) / RUNS;
      expect(Math.abs(found - published), `${what}: ${found} (${published})`).toBeLessThanOrEqual(
        tolerance(published, RUNS),
      );
    }
  });

  it('as shipped, at most 3 in 100 are wrong, and a halving is found by day 28 in 80 of 100', () => {
    const swings = { sd: 0.25, autoregression: 0.5 };
    const world = { rate: 0.02, callsADay: 1000, swings };
    const { both10 } = simulate(world, RUNS, 5);
    expect((both10.fewer + both10.more) / RUNS).toBeLessThanOrEqual(0.03);
    expect(simulate({ ...world, effect: 0.5 }, RUNS, 6).both10.byDay(28) / RUNS).toBeGreaterThanOrEqual(0.8);
  });

  it('a backlog that is known makes no success, and hides none', () => {
    const world = { rate: 0.02, callsADay: 1000, coverage: { before: 0.6, after: 0.35, isKnown: true } };
    const none = simulate(world, RUNS, 8);
    expect(none.naive.fewer / RUNS).toBeGreaterThan(0.9);
    expect((none.rate.fewer + none.rate.more) / RUNS).toBeLessThanOrEqual(0.04);
    expect(simulate({ ...world, effect: 0.5 }, RUNS, 9).both10.byDay(28) / RUNS).toBeGreaterThanOrEqual(0.9);
  });

  it('beside versions that ran on, at most 1 in 20 is wrong each way, and a halving is found', () => {
    const world = { rate: 0.02, callsADay: 1000, swings: { sd: 0.25, autoregression: 0.5 } };
    for (const swingTogether of [true, false]) {
      const none = simulateUntouched({ ...world, swingTogether }, RUNS, 10);
      expect(Math.max(none.fewer, none.more) / RUNS, `together: ${swingTogether}`).toBeLessThanOrEqual(0.05);
    }
    const shared = simulateUntouched({ ...world, sharedEffect: 0.7, swingTogether: true }, RUNS, 11);
    expect((shared.fewer + shared.more) / RUNS, 'what falls everywhere is no improvement').toBeLessThanOrEqual(0.05);
    const halved = simulateUntouched({ ...world, effect: 0.5, swingTogether: true }, RUNS, 12);
    expect(halved.fewer / RUNS).toBeGreaterThanOrEqual(0.75);
    expect(halved.more).toBe(0);
  });

  it('side by side, at most 1 in 20 is wrong each way, and a halving of half the calls is found', () => {
    const world = { rate: 0.02, callsADay: 1000, swings: { sd: 0.25, autoregression: 0.5 } };
    for (const share of [0.1, 0.5]) {
      const none = simulateCanary({ ...world, share }, RUNS, 13);
      expect(Math.max(none.fewer, none.more) / RUNS, `share: ${share}`).toBeLessThanOrEqual(0.05);
    }
    expect(simulateCanary({ ...world, effect: 0.5, share: 0.5 }, RUNS, 14).fewer / RUNS).toBeGreaterThanOrEqual(0.9);
  });

  it('in a year of watches at most 1 in 20 mended failures is said to be back, and one that is, is found', () => {
    const strong = { sd: 0.5, autoregression: 0.8 };
    const none = simulateReturn({ rate: 0.006, callsADay: 1000, swings: strong }, 40, 15);
    expect((none.wrongly + none.found + none.late) / 40).toBeLessThanOrEqual(0.05);
    const back = simulateReturn({ rate: 0.006, callsADay: 1000, effect: 3 }, 40, 16);
    expect(back.found / 40).toBeGreaterThanOrEqual(0.85);
  });
});
