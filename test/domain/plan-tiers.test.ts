import { describe, expect, it } from 'vitest';
import { planTiers, type Standing, type TierRules } from '#src/domain/plan-tiers.ts';

const now = new Date('2026-11-20T02:30:00Z');
const daysAgo = (days: number, ms = 0) => new Date(now.getTime() - days * 86_400_000 - ms);
const rules: TierRules = {
  limits: { seconds: 100, max: 4 },
  ages: { slowAfterDays: 90, archiveAfterDays: 180 },
  swapsPerWeek: 1,
};
const standing = (id: string, more: Partial<Standing> = {}): Standing => ({
  id,
  agent: 'shop',
  tier: 'fast',
  failureModes: ['refund'],
  compliance: false,
  lastFailureAt: daysAgo(5),
  unpassed: false,
  passes: 18,
  runs: 18,
  seconds: 10,
  scriptLines: 3,
  ...more,
});
const plan = (standings: Standing[], more: Partial<Parameters<typeof planTiers>[0]> = {}) =>
  planTiers({ standings, weights: { shop: { refund: 100, loop: 50 } }, rules, swapped: {}, now, ...more });
const moved = (standings: Standing[], more: Partial<Parameters<typeof planTiers>[0]> = {}) =>
  plan(standings, more).moves.map(({ scenarioId, to, why }) => `${scenarioId} ${to} ${why}`);

describe('the age of a scenario', () => {
  it.each([
    ['the 90th day is not over', 'fast', daysAgo(90, -1), []],
    ['the 90th day is over', 'fast', daysAgo(90), ['SC-1 slow age']],
    ['it is slow already', 'slow', daysAgo(179, 86_399_999), []],
    ['the 180th day is over', 'slow', daysAgo(180), ['SC-1 archived age']],
    ['it was fast all the time', 'fast', daysAgo(200), ['SC-1 archived age']],
    ['it is archived', 'archived', daysAgo(400), []],
  ] as const)('when %s', (_, tier, lastFailureAt, moves) => {
    expect(moved([standing('SC-1', { tier, lastFailureAt })])).toEqual(moves);
  });

  it('says since when nothing failed', () => {
    expect(plan([standing('SC-1', { lastFailureAt: daysAgo(93) })]).moves[0]?.reason).toBe(
      'no failure for 93 days (since 2026-08-19)',
    );
  });

  it('does not count for what a person pinned', () => {
    expect(moved([standing('SC-1', { pin: 'fast', lastFailureAt: daysAgo(999) })])).toEqual([]);
    expect(moved([standing('SC-1', { pin: 'slow', tier: 'slow', lastFailureAt: daysAgo(100) })])).toEqual([]);
    expect(moved([standing('SC-1', { pin: 'slow', tier: 'slow', lastFailureAt: daysAgo(180) })])).toEqual([
      'SC-1 archived age',
    ]);
  });
});

describe('the fast tier by night', () => {
  it('takes up slow ones that failed lately while there is room, and then rests', () => {
    const suite = [standing('SC-1'), standing('SC-2', { tier: 'slow', failureModes: ['loop'] })];
    expect(moved(suite)).toEqual(['SC-2 fast room']);
    expect(plan(suite).fast).toEqual([
      { agent: 'shop', scenarios: 2, seconds: 20, covered: expect.closeTo(0.855, 3), over: false },
    ]);
    expect(moved(suite.map((one) => ({ ...one, tier: 'fast' as const })))).toEqual([]);
    expect(moved([standing('SC-1'), standing('SC-2', { tier: 'slow', pin: 'slow' })])).toEqual([]);
  });

  it('replaces no more a week than it may, and a pinned one enters regardless', () => {
    const worse = [1, 2, 3, 4].map((n) => standing(`SC-${n}`, { seconds: 25 }));
    const better = [5, 6].map((n) => standing(`SC-${n}`, { tier: 'slow', failureModes: ['loop'], seconds: 5 }));
    expect(moved([...worse, ...better])).toEqual(['SC-4 slow swap', 'SC-5 fast swap']);
    expect(moved([...worse, ...better], { swapped: { shop: 1 } })).toEqual([]);
    const pinned = standing('SC-7', { tier: 'slow', pin: 'fast' });
    expect(moved([...worse, pinned], { swapped: { shop: 1 } })).toEqual(['SC-4 slow swap', 'SC-7 fast pin']);
  });

  it('lets go what is over the limits, the least first, but nothing that does not pass', () => {
    const suite = [1, 2, 3, 4, 5, 6].map((n) => standing(`SC-${n}`, { seconds: n * 2 }));
    expect(moved(suite, { rules: { ...rules, swapsPerWeek: 0 } })).toEqual(['SC-5 slow limit', 'SC-6 slow limit']);
    const failing = suite.map((one) => ({ ...one, unpassed: true, passes: 0 }));
    expect(plan(failing)).toMatchObject({ moves: [], fast: [{ scenarios: 6, over: true }] });
  });

  it('asks rule breaches before the others, and each agent has a tier of its own', () => {
    const tight = { ...rules, limits: { seconds: 10, max: 1 } };
    const suite = [
      standing('SC-1', { tier: 'slow' }),
      standing('SC-2', { tier: 'slow', failureModes: ['loop'], compliance: true }),
      standing('SC-3', { tier: 'slow', agent: 'bank', failureModes: ['x'] }),
    ];
    expect(moved(suite, { rules: tight })).toEqual(['SC-3 fast room', 'SC-2 fast room']);
  });

  it('counts less what a scenario is tagged with second, and what fails without blocking', () => {
    const covered = (more: Partial<Standing>) => plan([standing('SC-1', { unpassed: true, ...more })]).fast[0]?.covered;
    const [all, half, none] = [{}, { exempt: 'flaky' }, { exempt: 'known_failing' }] as const;
    expect([covered(all), covered(half), covered(none)]).toEqual([0.855, 0.4275, 0].map((n) => expect.closeTo(n, 6)));
    // 0.95 of 101.5 of the first and of 51.5 of the second mode, caught by 0.9 and by 0.5.
    const both = (0.95 * (0.9 * 101.5 + 0.5 * 51.5)) / 153;
    expect(covered({ failureModes: ['refund', 'loop'] })).toBeCloseTo(both, 6);
    expect(covered({ failureModes: ['loop', 'refund'] })).toBeLessThan(both);
  });

  it('takes an unmeasured one by the speed of the others', () => {
    const slow = standing('SC-2', { tier: 'slow', scriptLines: 30, failureModes: ['loop'] });
    const { seconds: _, ...unmeasured } = slow;
    expect(moved([standing('SC-1', { seconds: 12 }), unmeasured])).toEqual([]);
  });
});
