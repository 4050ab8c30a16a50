import { describe, expect, it } from 'vitest';
import { chooseFastTier, coveredWeight, type TierCandidate } from '#src/domain/fast-tier.ts';

const weights = { wrong_refund: 500, no_escalation: 300, asr_loop: 120, bad_address: 60 };
const scenario = (id: string, seconds: number, detects: Record<string, number>, rank: 0 | 1 | 2 = 2) => ({
  id,
  seconds,
  detects,
  rank,
});

/** The reference instance of statistics.md section 7. */
const reference = [
  scenario('s1', 40, { wrong_refund: 0.8 }),
  scenario('s2', 60, { wrong_refund: 0.7, bad_address: 0.5 }),
  scenario('s3', 90, { no_escalation: 0.9 }),
  scenario('s4', 50, { asr_loop: 0.9, no_escalation: 0.3 }),
  scenario('s5', 20, { bad_address: 0.9 }),
  scenario('s6', 40, { wrong_refund: 0.8 }),
];

describe('the fast tier', () => {
  it.each([
    [100, ['s1', 's4'], 598],
    [150, ['s1', 's4', 's5', 's6'], 732],
    [200, ['s1', 's3', 's4', 's5'], 841],
    [240, ['s1', 's3', 's4', 's5', 's6'], 921],
  ] as const)('of the reference in %d s is %j', (seconds, ids, covered) => {
    const chosen = chooseFastTier(weights, [...reference].reverse(), { seconds, max: 100 });
    expect([...chosen.ids].sort()).toEqual(ids);
    expect(chosen.covered).toBeCloseTo(covered, 6);
  });

  it('takes no more than its number, pinned ones first whatever they cost, and asks the preferred before the others', () => {
    const pinned = scenario('s9', 500, { asr_loop: 0.1 }, 0);
    const rule = scenario('s8', 10, { bad_address: 0.1 }, 1);
    const chosen = chooseFastTier(weights, [...reference, rule, pinned], { seconds: 10_000, max: 3 });
    expect(chosen.ids).toEqual(['s9', 's8', 's1']);
    expect(chooseFastTier(weights, [pinned, ...reference], { seconds: 100, max: 3 }).ids).toEqual(['s9']);
  });

  it('takes nothing that catches nothing', () => {
    expect(chooseFastTier(weights, [scenario('s1', 1, { other: 0.9 })], { seconds: 9, max: 9 }).ids).toEqual([]);
  });

  it('is never below 92 % of the best on random small suites', () => {
    let seed = 11;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let worst = 1;
    for (let round = 0; round < 60; round += 1) {
      const modes = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((mode) => [mode, 10 + random() * 500]));
      const suite = Array.from({ length: 10 }, (_, i) =>
        scenario(
          `s${i}`,
          10 + Math.floor(random() * 90),
          Object.fromEntries(Object.keys(modes).flatMap((mode) => (random() < 0.3 ? [[mode, random()]] : []))),
        ),
      );
      const best = bruteForce(modes, suite, 200);
      if (best > 0) worst = Math.min(worst, chooseFastTier(modes, suite, { seconds: 200, max: 100 }).covered / best);
    }
    expect(worst).toBeGreaterThan(0.92);
  });

  it('chooses among 5,000', () => {
    const suite = Array.from({ length: 5_000 }, (_, i) =>
      scenario(`SC-${i}`, 30 + (i % 50), { [`m${i % 60}`]: 0.3 + (i % 7) / 10, [`m${(i * 7) % 60}`]: 0.4 }),
    );
    const modes = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`m${i}`, 10 + i]));
    expect(chooseFastTier(modes, suite, { seconds: 5_500, max: 100 }).ids.length).toBeGreaterThan(60);
  });
});

function bruteForce(modes: Record<string, number>, suite: readonly TierCandidate[], seconds: number): number {
  let best = 0;
  for (let set = 0; set < 1 << suite.length; set += 1) {
    const chosen = suite.filter((_, i) => (set >> i) & 1);
    if (chosen.reduce((sum, one) => sum + one.seconds, 0) > seconds) continue;
    best = Math.max(best, coveredWeight(modes, chosen));
  }
  return best;
}
