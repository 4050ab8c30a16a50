import { describe, expect, it } from 'vitest';
import { cameBack, decideVerdict } from '#src/domain/decide-verdict.ts';
import { type DayTally, emptyStratum } from '#src/domain/fix-days.ts';
import type { FixWindow } from '#src/domain/fix-window.ts';
import { addDays } from '#src/domain/week.ts';
import { days, earlier, LIVE_DAY, type Plan, since } from './fix-days-input.ts';

const windowOf = (
  first: readonly DayTally[],
  later: readonly DayTally[],
  more: Partial<FixWindow> = {},
): FixWindow => ({
  before: first.map(({ day }) => day),
  after: later.map(({ day }) => day),
  isClosed: false,
  watchUntil: LIVE_DAY,
  ...more,
});
const verdict = (first: readonly DayTally[], later: readonly DayTally[], more: Partial<FixWindow> = {}) =>
  decideVerdict({ baseline: { days: first }, after: later, window: windowOf(first, later, more) });
/** 252 such calls in 56,000 with 760 others: the worked example of the method. */
/** The same days with another band of severity beside. */
const low = (list: readonly DayTally[], plan: Plan) =>
  days(list[0]?.day ?? LIVE_DAY, list.length, plan).map(({ strata }, i) => {
    const day = list[i] as DayTally;
    return { ...day, strata: { ...day.strata, low: strata['high'] ?? emptyStratum() } };
  });
const usual: Plan = { calls: 56_000, tagged: 252, control: 760 };
const two = (plan: Plan, more: Partial<FixWindow> = {}) => verdict(earlier(usual), since(plan), more);

describe('what can be said of a fix', () => {
  it.each([
    [
      'improved',
      'Improved',
      { calls: 14_000, tagged: 29, control: 181 },
      'Expected about 63 such calls if nothing had changed; saw 29: 54 % fewer (likely between 15 % and 75 % fewer).',
    ],
    [
      'worse',
      'Worse',
      { calls: 14_000, tagged: 150, control: 181 },
      /^Expected about 63 such calls if nothing had changed; saw 150: 2\.4 times as many \(likely between \d+ % more and \d\.\d times as many\)\.$/,
    ],
    [
      'no_clear_change',
      'No clear change',
      { calls: 28_000, tagged: 118, control: 370 },
      /^Expected about 126 such calls if nothing had changed; saw 118\. No clear change: between \d+ % fewer and \d+ % more\.$/,
    ],
    [
      'shared_change',
      'No clear change',
      { calls: 14_000, tagged: 29, control: 90 },
      "Expected about 63 such calls if nothing had changed; saw 29. Down 54 %, but other failures fell as much. The fix can't take the credit.",
    ],
    [
      'too_early',
      'Cannot tell yet',
      { calls: 4_000, tagged: 16, control: 52 },
      /^Expected about 18 such calls if nothing had changed; saw 16\. Too early: about [\d,]+ more calls \(~\d+ days\) until a halving shows\.$/,
    ],
    [
      'moved',
      'No clear change',
      { calls: 14_000, tagged: 10, control: 181, others: 260 },
      /saw 10: 84 % fewer .* But calls that failed otherwise grew: expected about 190, saw 260\. The failures may only have another name\.$/,
    ],
    [
      'needs_review',
      'Cannot tell yet',
      { calls: 14_000, tagged: 2, control: 8, served: 10, waiting: 42 },
      '42 flagged calls are waiting for review; no verdict before that.',
    ],
  ] as const)('%s', (outcome, headline, plan, words) => {
    const found = two(plan);
    expect(found).toMatchObject({ outcome, headline });
    expect(found.words).toMatch(words);
  });

  it('a small baseline, however promising', () => {
    const found = verdict(earlier({ calls: 8_000, tagged: 12 }), since({ calls: 2_000, tagged: 0 }));
    expect(found.outcome).toBe('baseline_small');
    expect(found.words).toBe('Only 12 such calls before the fix. Even a halving could not be told from luck.');
    const none = verdict(earlier({ calls: 8_000, tagged: 0 }), since({ calls: 2_000, tagged: 0 }));
    expect(none.words).toContain('nothing to fall');
  });

  it('a failure that exploded, however few came before', () => {
    const found = verdict(earlier({ calls: 8_000, tagged: 5 }), since({ calls: 2_000, tagged: 60 }));
    expect(found.outcome).toBe('worse');
    expect(found.words).toMatch(/saw 60: 44 times as many/);
  });

  it('takes no weak second key for a shared change', () => {
    const first = earlier({ calls: 3_360, tagged: 70, control: 240 });
    const found = verdict(first, since({ calls: 800, tagged: 0, control: 30 }));
    expect(found.outcome).not.toBe('shared_change');
    expect(found.words).not.toContain('as much');
  });

  it('needs two weeks of before', () => {
    const found = verdict(earlier({ calls: 1_000, tagged: 90 }, 9), since({ calls: 1_000, tagged: 70 }), {
      beforeCut: { by: 'first_call' },
    });
    expect(found.outcome).toBe('baseline_small');
    expect(found.words).toMatch(/^Only 9 whole days of calls/);
  });

  it.each([
    [
      { beforeCut: { by: 'fix', id: 'FX-1' } },
      5,
      /Another fix of the same failure, FX-1, went live only 6 days earlier/,
    ],
    [{ beforeCut: { by: 'detector' } }, 5, /What flags a call changed only 5 days before the fix/],
    [
      { afterCut: { by: 'fix', id: 'FX-9' }, isClosed: true },
      56,
      /FX-9, went live after 3 whole days, before a change/,
    ],
    [{ afterCut: { by: 'detector' }, isClosed: true }, 56, /What flags a call changed after 3 whole days/],
  ] as const)('nothing, where the windows were cut: %j', (cut, n, words) => {
    const found = verdict(earlier(usual, n), since({ calls: 3_000, tagged: 13, control: 40 }, 3), cut);
    expect(found.outcome).toBe('not_comparable');
    expect(found.words).toMatch(words);
  });

  it('a clear change, although the next fix ended the window early', () => {
    const cut = { afterCut: { by: 'fix', id: 'FX-9' }, isClosed: true } as const;
    expect(two({ calls: 14_000, tagged: 29, control: 181 }, cut).outcome).toBe('improved');
  });

  it('nothing of a version that no call came in on', () => {
    const [first, later] = [earlier(usual), since({ calls: 14_000, tagged: 29, control: 181 })];
    const found = decideVerdict({
      baseline: { days: first },
      after: later,
      window: windowOf(first, later),
      unseen: { version: 'v15', seen: ['v14'] },
    });
    expect(found.outcome).toBe('not_comparable');
    expect(found.words).toBe('No call on v15 since the go-live: they came in on v14. Is it live?');
  });

  it('before a whole day of calls, when it can be told', () => {
    const found = verdict(earlier(usual), []);
    expect(found.outcome).toBe('too_early');
    expect(found.words).toMatch(
      /^No whole day of calls since the go-live yet\. Too early: about 13,000 more calls \(~14 days\)/,
    );
    const closed = verdict(earlier({ calls: 5_600, tagged: 100 }), since({ calls: 400, tagged: 6 }, 28), {
      isClosed: true,
    });
    expect(closed.words).toMatch(/Too few for a verdict: a halving would have needed about [\d,]+ more calls/);
  });

  it('of a canary: against the other version over the same days', () => {
    const control = since({ calls: 126_000, tagged: 2_520 });
    const canary = since({ calls: 14_000, tagged: 120 });
    const found = decideVerdict({
      baseline: { days: control, isBesides: true },
      after: canary,
      window: windowOf([], canary),
    });
    expect(found.outcome).toBe('improved');
    expect(found.details[0]).toBe('Compared with the other versions over the same days.');
  });

  it('of a week in which every call failed, or none came', () => {
    const every = verdict(earlier(usual), since({ calls: 700, tagged: 700, control: 700 }, 7));
    expect(every).toMatchObject({ outcome: 'worse', observed: 700 });
    const quiet = verdict(earlier(usual), since({ calls: 0, tagged: 0 }, 7));
    expect(quiet.outcome).toBe('too_early');
    expect(JSON.stringify(quiet)).not.toMatch(/null|NaN|Infinity/);
  });

  it('a year later: it came back', () => {
    const fixed = days(addDays(LIVE_DAY, 1), 28, { calls: 28_000, tagged: 30 });
    const watch = (tagged: number) => days(addDays(LIVE_DAY, 29), 10, { calls: 10_000, tagged });
    expect(cameBack(fixed, watch(14))).toBeUndefined();
    const found = cameBack(fixed, watch(52));
    expect(found).toMatchObject({ outcome: 'came_back', headline: 'Worse' });
    expect(found?.words).toMatch(
      /^It came back\. Since 2026-12-01 about 11 such calls were expected .*; saw 52: 4\.9 times/,
    );
  });
});

describe('a backlog of reviews', () => {
  it('is taken out of what was expected', () => {
    const first = earlier({ calls: 56_000, tagged: 120, served: 600, waiting: 400 });
    const later = since({ calls: 14_000, tagged: 18, served: 52, waiting: 98 });
    const found = verdict(first, later);
    expect(found.expected).toBeCloseTo(17.4056, 3);
    expect(found.outcome).not.toBe('improved');
    expect(found.details.join(' ')).toContain('Reviewed were 60 % of the flagged calls before and 35 % since');
  });
  it('compares with other failures of the bands that are still reviewed', () => {
    // Nobody looks at the lower band since; it held a tenth of these failures and most of the others.
    const first = low(earlier({ calls: 56_000, tagged: 226, control: 260 }), { calls: 0, tagged: 26, control: 500 });
    const later = low(since({ calls: 14_000, tagged: 20, control: 65 }), {
      calls: 0,
      tagged: 0,
      served: 0,
      waiting: 130,
    });
    expect(verdict(first, later)).toMatchObject({ outcome: 'improved', observed: 20 });
  });
  it('does not take other failures of a fully reviewed band for grown because another band waits', () => {
    const first = low(earlier({ calls: 56_000, tagged: 252, others: 400 }), {
      calls: 0,
      tagged: 0,
      others: 400,
      served: 6_000,
    });
    const later = low(since({ calls: 14_000, tagged: 10, others: 100 }), {
      calls: 0,
      tagged: 0,
      others: 30,
      served: 450,
      waiting: 1_050,
    });
    expect(verdict(first, later)).toMatchObject({ outcome: 'improved', observed: 10 });
  });
  it('says nothing where people picked what they reviewed', () => {
    const later = since({ calls: 14_000, tagged: 18, served: 0, picked: 52, waiting: 98 });
    expect(verdict(earlier(usual), later)).toMatchObject({
      outcome: 'needs_review',
      words: expect.stringContaining("Only 0 of those reviewed came in the queue's random order"),
    });
  });
});

it('never says fixed, nor a p-value', () => {
  for (const tagged of [0, 5, 29, 60, 90, 200]) {
    const { words, details } = two({ calls: 14_000, tagged, control: 181 });
    expect([words, ...details].join(' ')).not.toMatch(/\bfixed\b|\bp ?[<=]|significant/i);
  }
});
