import { describe, expect, it } from 'vitest';
import type { FixWorld } from '#src/domain/fix-world.ts';
import { forecastFix } from '#src/domain/forecast-fix.ts';
import { judgeFix } from '#src/domain/judge-fix.ts';
import { at, earlierDays, FIX, LIVE, laterDays, type Stretch, TODAY, worldWith } from './fix-stretches.ts';

const judge = (stretches: readonly Stretch[], more: Partial<FixWorld> = {}) =>
  judgeFix(FIX, 'refund', worldWith(stretches, more)).verdict;

describe('which comparison judges a fix', () => {
  const others = { rude: 3 };

  it('takes a version that ran on untouched for what would have happened anyway', () => {
    const legacy = (failed: Record<string, number>, from: string, to: string): Stretch[] => [
      { version: 'v9', from, to, calls: 60, failed },
    ];
    const fell = judge([
      earlierDays({ failed: { refund: 3 } }),
      laterDays({ failed: { refund: 1 } }),
      ...legacy({ refund: 2 }, '2026-08-01', TODAY),
    ]);
    expect(fell.outcome).toBe('improved');
    expect(fell.details[0]).toBe(
      'Compared with the 56 days before, and with how the same failure went on v9, which ran on untouched.',
    );
    expect(fell.callsAfter).toBe(28 * 100);
    const both = judge([
      earlierDays({ failed: { refund: 3 } }),
      laterDays({ failed: { refund: 1 } }),
      ...legacy({ refund: 2 }, '2026-08-01', LIVE),
      ...legacy({ refund: 0.67 }, LIVE, TODAY),
    ]);
    expect(both.outcome).toBe('shared_change');
    expect(both.words).toMatch(/^Expected about 84 .*on v9, which ran on untouched, it fell as much/);
  });

  it('takes other agents where other failures are too few, and names none of them', () => {
    const other = (failed: Record<string, number>, from: string, to: string): Stretch => ({
      agent: 'secret-agent',
      version: 'w1',
      from,
      to,
      calls: 50,
      failed,
    });
    const mine = [earlierDays({ failed: { refund: 2 } }), laterDays({ failed: { refund: 0.5 } })];
    const alone = judge([...mine, other({ refund: 1.5 }, '2026-08-01', TODAY)]);
    expect(alone.outcome).toBe('improved');
    expect(alone.details.join(' ')).toContain('on 1 untouched agent');
    expect(JSON.stringify(alone)).not.toContain('secret-agent');
    const fellToo = judge([...mine, other({ refund: 1.5 }, '2026-08-01', LIVE), other({ refund: 0.4 }, LIVE, TODAY)]);
    expect(fellToo.outcome).toBe('shared_change');
    // A deployment of its own makes it no control.
    const touched = judge([...mine, other({ refund: 1.5 }, '2026-08-01', TODAY)], {
      deployments: [{ agent: 'secret-agent', version: 'w2', share: 1, liveAt: at('2026-10-25') }],
    });
    expect(touched.details.join(' ')).not.toContain('untouched');
  });

  it('keeps what a canary had shown once it gets all of the traffic', () => {
    const full = '2026-11-14';
    const deployments = [
      { agent: 'shop', version: 'v15', share: 0.5, liveAt: at(LIVE) },
      { agent: 'shop', version: 'v15', share: 1, liveAt: at(full) },
    ];
    const stretches = [
      earlierDays({ to: full, failed: { refund: 4, ...others } }),
      laterDays({ failed: { refund: 1, ...others } }),
    ];
    const verdict = judge(stretches, { deployments });
    expect(verdict).toMatchObject({ outcome: 'improved', daysAfter: 24 });
    expect(verdict.details).toContain('Compared with the other versions over the same days.');
    expect(verdict.details.at(-1)).toBe('It had a share of the traffic until 2026-11-13, then all of it.');
  });

  it('says that a failure came back after what a canary had shown', () => {
    const [live, full, back] = ['2026-09-01', '2026-09-20', '2026-10-22'];
    const fix = { ...FIX, liveAt: at(live) };
    const deployments = [
      { agent: 'shop', version: 'v15', share: 0.5, liveAt: at(live) },
      { agent: 'shop', version: 'v15', share: 1, liveAt: at(full) },
    ];
    const judged = (since: number) => {
      const stretches = [
        earlierDays({ from: '2026-07-01', to: full, failed: { refund: 4, ...others } }),
        laterDays({ from: live, to: back, failed: { refund: 1, ...others } }),
        laterDays({ from: back, failed: { refund: since, ...others } }),
      ];
      return judgeFix(fix, 'refund', worldWith(stretches, { fixes: [fix], deployments }));
    };
    expect(judged(1).verdict).toMatchObject({ outcome: 'improved', daysAfter: 18 });
    const found = judged(6);
    expect(found.verdict).toMatchObject({ outcome: 'came_back', headline: 'Worse' });
    // The rates beside it stay those of the two sides that ran together.
    expect([found.before.n, found.after.n, found.expectedDays]).toEqual([1_800, 1_800, undefined]);
  });

  it('says of a canary with few failures that it is too early, never that there were too few before', () => {
    const deployments = [{ agent: 'shop', version: 'v15', share: 0.1, liveAt: at(LIVE) }];
    const days = { to: '2026-11-01' };
    const few = judge([earlierDays({ ...days, failed: { refund: 0.1 } }), laterDays({ ...days, calls: 10 })], {
      deployments,
      until: at(days.to),
    });
    expect(few.outcome).toBe('too_early');
    expect(few.words).toMatch(/Too early: about [\d,]+ more calls \(~[\d,]+ days\)/);
  });

  it('forecasts a canary by its share of the traffic', () => {
    const world = worldWith([earlierDays({ calls: 1_000, failed: { refund: 20, rude: 60 } })], { until: at(LIVE) });
    const [half] = forecastFix({ fix: FIX, world, titles: {}, share: 0.5 });
    expect(half).toMatch(
      /^Side by side with 50 % of the traffic: a halving shows after about [\d,]+ calls on v15, about \d+ \w+;/,
    );
    const [slow] = forecastFix({
      fix: FIX,
      world: worldWith([earlierDays({ calls: 1_000, failed: { refund: 5 } })], { until: at(LIVE) }),
      titles: {},
      share: 0.1,
    });
    expect(slow).toMatch(/a halving would need about [\d,]+ calls on v15 \(~\d+ days\), more than the four weeks/);
  });

  it('ends with a rollback, whose days the next fix does not count as before', () => {
    const ended = { ...FIX, endedAt: at('2026-10-24') };
    const stretches = [
      earlierDays({ failed: { refund: 2, ...others } }),
      laterDays({ to: '2026-10-24', failed: { refund: 9, ...others } }),
      earlierDays({ from: '2026-10-24', to: '2026-10-30', failed: { refund: 2, ...others } }),
      laterDays({ version: 'v16', from: '2026-10-30', failed: { refund: 0.2, ...others } }),
    ];
    const undone = judgeFix(ended, 'refund', worldWith(stretches, { fixes: [ended] })).verdict;
    expect(undone).toMatchObject({ daysAfter: 3 });
    const next = { ...FIX, id: 'FX-2', version: 'v16', liveAt: at('2026-10-30') };
    const { verdict } = judgeFix(next, 'refund', worldWith(stretches, { fixes: [ended, next] }));
    expect(verdict).toMatchObject({ outcome: 'improved', daysBefore: 56 });
    // Two a day, and none of the nine.
    expect(verdict.expected).toBeCloseTo(2 * verdict.daysAfter, 0);
  });
});

describe('what a verdict does not trip over', () => {
  const quiet = { rude: 3 };

  it('counts days, not hours, where clocks change', () => {
    // Berlin leaves summer time on 25 October: half past eleven in the evening there is 21:30 or 22:30 in UTC.
    const zone = 'Europe/Berlin';
    const live = (iso: string) => {
      const fix = { ...FIX, liveAt: new Date(iso) };
      const stretches = [
        earlierDays({ to: '2026-10-25', failed: { refund: 3, ...quiet } }),
        laterDays({ from: '2026-10-25', failed: { refund: 1, ...quiet } }),
      ];
      return judgeFix(fix, 'refund', worldWith(stretches, { fixes: [fix], zone })).verdict;
    };
    const [before, after] = [live('2026-10-24T21:30:00Z'), live('2026-10-24T22:30:00Z')];
    expect([before.daysBefore, before.daysAfter]).toEqual([56, 24]);
    expect([after.daysBefore, after.daysAfter]).toEqual([56, 23]);
    expect([before.outcome, after.outcome]).toEqual(['improved', 'improved']);
  });

  it('takes a week without calls for what it is, before or since', () => {
    const gap = (from: string, to: string) => [
      earlierDays({ to: from < LIVE ? from : LIVE, failed: { refund: 3, ...quiet } }),
      ...(from < LIVE ? [earlierDays({ from: to, failed: { refund: 3, ...quiet } })] : []),
      laterDays({ to: from > LIVE ? from : TODAY, failed: { refund: 1, ...quiet } }),
      ...(from > LIVE ? [laterDays({ from: to, failed: { refund: 1, ...quiet } })] : []),
    ];
    expect(judge(gap('2026-09-21', '2026-09-28'))).toMatchObject({ outcome: 'improved', callsBefore: 49 * 100 });
    expect(judge(gap('2026-11-01', '2026-11-08'))).toMatchObject({ outcome: 'improved', callsAfter: 21 * 100 });
    const none = judge([earlierDays({ failed: { refund: 3, ...quiet } })]);
    expect(none).toMatchObject({ outcome: 'too_early', callsAfter: 0 });
    expect(none.words).toMatch(/^No whole day of calls since the go-live yet/);
  });

  it('says no clear change where every call fails, before and since', () => {
    const all = judge([
      earlierDays({ calls: 20, failed: { refund: 20 } }),
      laterDays({ calls: 20, failed: { refund: 20 } }),
    ]);
    expect(all).toMatchObject({ outcome: 'no_clear_change', ratio: expect.closeTo(1, 1) });
  });
});
