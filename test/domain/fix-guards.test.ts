import { describe, expect, it } from 'vitest';
import { findDrift } from '#src/domain/find-drift.ts';
import { ANY_FAILURE, daysBetween, type FixData } from '#src/domain/fix-days.ts';
import { fixNotes, togetherNotes } from '#src/domain/fix-notes.ts';
import { fixValue } from '#src/domain/fix-value.ts';
import { believedTogether } from '#src/domain/stats/many-tests.ts';
import type { Verdict } from '#src/domain/verdict.ts';
import { brokenGuardrails } from '#src/domain/watch-guardrails.ts';
import { addDays } from '#src/domain/week.ts';
import { at, dataOf, earlierDays, FIX, LIVE, laterDays, type Stretch, TODAY, worldWith } from './fix-stretches.ts';

describe('what else changed since a fix', () => {
  const quiet = { refund: 2, rude: 2, slow: 2 };

  it('finds another failure that grew, and asks more of it the more are watched', () => {
    const grew = worldWith([earlierDays({ failed: quiet }), laterDays({ failed: { ...quiet, refund: 0.5, rude: 6 } })]);
    expect(brokenGuardrails(FIX, grew).map(({ failureMode }) => failureMode)).toEqual(['rude']);
    const still = worldWith([earlierDays({ failed: quiet }), laterDays({ failed: quiet })]);
    expect(brokenGuardrails(FIX, still)).toEqual([]);
    // An e-value of 65 in both: enough for one of three, too little for one of forty-three.
    const day = addDays(TODAY, -12);
    const fix = { ...FIX, liveAt: at(day) };
    const seen = (more: Record<string, number>) => {
      const usual = { refund: 2, rude: 2, slow: 8, ...more };
      const stretches = [
        earlierDays({ to: day, failed: usual }),
        laterDays({ from: day, failed: { ...usual, rude: 4.2 } }),
      ];
      return brokenGuardrails(fix, worldWith(stretches, { fixes: [fix] })).map(({ failureMode }) => failureMode);
    };
    expect(seen({})).toEqual(['rude']);
    expect(seen(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`other-${i}`, 0.02])))).toEqual([]);
  });

  it('says that more calls fail where no single failure shows it', () => {
    const small = (rate: number) => Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`kind-${i}`, rate]));
    const spread = worldWith([earlierDays({ failed: small(0.25) }), laterDays({ failed: small(0.55) })]);
    expect(brokenGuardrails(FIX, spread).map(({ failureMode }) => failureMode)).toEqual([ANY_FAILURE]);
  });
});

describe('what grows without a fix', () => {
  const world = (stretches: readonly Stretch[], more: object = {}) => ({
    data: dataOf(stretches),
    fixes: [],
    deployments: [],
    zone: 'UTC',
    until: at(TODAY),
    ...more,
  });
  const deployed = [{ agent: 'shop', version: 'v15', share: 1, liveAt: at('2026-11-10') }];

  it('splits at the last deployment, else two weeks ago', () => {
    const day = '2026-11-10';
    const stretches = [
      earlierDays({ to: day, failed: { refund: 2, rude: 3 } }),
      laterDays({ from: day, failed: { refund: 8, rude: 3 } }),
    ];
    const [drift] = findDrift(world(stretches, { deployments: deployed }));
    expect(drift).toMatchObject({
      agent: 'shop',
      failureMode: 'refund',
      since: { day, deployment: { version: 'v15' } },
    });
    expect(drift?.verdict.low).toBeGreaterThan(1);
    const twoWeeksAgo = [{ day: '2026-11-03' }];
    expect(findDrift(world(stretches)).map(({ since: split }) => split)).toEqual(twoWeeksAgo);
    const canary = deployed.map((one) => ({ ...one, share: 0.01 }));
    expect(findDrift(world(stretches, { deployments: canary })).map(({ since: split }) => split)).toEqual(twoWeeksAgo);
    const [full] = findDrift(world(stretches, { deployments: [...canary, ...deployed] }));
    expect(full?.since).toMatchObject({ day, deployment: { version: 'v15' } });
  });

  it('is silent where nothing grows, where a fix is watched, and before three days have passed', () => {
    const flat = [earlierDays({ to: TODAY, failed: { refund: 2, rude: 3 } })];
    expect(findDrift(world(flat))).toEqual([]);
    const grown = [
      earlierDays({ to: '2026-11-10', failed: { refund: 2, rude: 3 } }),
      laterDays({ from: '2026-11-10', failed: { refund: 9, rude: 3 } }),
    ];
    const fixes = [{ ...FIX, liveAt: at('2026-11-10') }];
    expect(findDrift(world(grown, { fixes, deployments: deployed }))).toEqual([]);
    const yesterday = [{ agent: 'shop', version: 'v15', share: 1, liveAt: at(addDays(TODAY, -1)) }];
    const recent = [
      earlierDays({ to: addDays(TODAY, -1), failed: { refund: 2, rude: 3 } }),
      laterDays({ from: addDays(TODAY, -1), failed: { refund: 30 } }),
    ];
    expect(findDrift(world(recent, { deployments: yesterday })).map(({ since: split }) => split)).toEqual([
      { day: '2026-11-03' },
    ]);
  });

  it('waits for review rather than to take a backlog for anything', () => {
    const waiting: FixData = dataOf([earlierDays({ to: TODAY, failed: { refund: 2 } })]);
    const flagged = daysBetween('2026-11-04', TODAY).map((day) => ({
      ...{ day, agent: 'shop', version: 'v14', severity: 'high', failureModes: [], n: 40 },
      how: 'waiting' as const,
    }));
    expect(findDrift({ ...world([]), data: { ...waiting, flagged: [...waiting.flagged, ...flagged] } })).toEqual([]);
  });
});

describe('many verdicts at once', () => {
  it('believes together what e-BH accepts', () => {
    expect(believedTogether([120, 35, 18, 3, 0.4], 0.1)).toEqual([true, true, true, false, false]);
    expect(believedTogether([0.4, 18, 120, 3, 35], 0.1)).toEqual([false, true, true, false, true]);
    expect(believedTogether([9.9], 0.1)).toEqual([false]);
    expect(believedTogether([], 0.1)).toEqual([]);
  });

  it('says beside a verdict that it may be the one that luck makes', () => {
    const verdicts = [
      { outcome: 'improved', e: 12 },
      ...Array.from({ length: 9 }, () => ({ outcome: 'no_clear_change', e: 1 })),
    ] as Verdict[];
    expect(togetherNotes(verdicts)[0]).toBe(
      'Alone it counts; among the 10 comparisons of this report it may be the one that luck makes.',
    );
    expect(togetherNotes(verdicts.slice(0, 1))).toEqual([undefined]);
  });
});

describe('what is said beside a verdict', () => {
  const verdict = {
    outcome: 'improved',
    expected: 60,
    observed: 30,
    ratio: 0.5,
    low: 0.3,
    high: 0.8,
    daysAfter: 14,
  } as Verdict;

  it('values an improvement by what it spared, with its range', () => {
    const { low, high, ...value } = fixValue(verdict, { extra: 10, unit: 'EUR' }) ?? { low: 0, high: 0 };
    expect(value).toEqual({ aWeek: 150, unit: 'EUR' });
    expect([low, high].map(Math.round)).toEqual([60, 210]);
    expect(fixValue({ ...verdict, outcome: 'no_clear_change' }, { extra: 10, unit: 'EUR' })).toBeUndefined();
    expect(fixValue({ ...verdict, standsTogether: false }, { extra: 10, unit: 'EUR' })).toBeUndefined();
    expect(fixValue(verdict, { extra: 0, unit: 'EUR' })).toBeUndefined();
  });

  it('holds it against what its owner expected, and names what else ran', () => {
    const seen = {
      calls: dataOf([laterDays(), { version: 'v14', from: LIVE, to: TODAY, calls: 25 }]).calls,
      isBesides: false,
      zone: 'UTC',
    };
    const fix = { version: 'v15', ownerName: 'ann' };
    const notes = (expectedDrop: number) => fixNotes({ ...fix, expectedDrop }, verdict, seen)[0];
    expect(notes(0.5)).toBe('ann expected 50 % fewer. That lies in the range.');
    expect(notes(1)).toBe('ann expected that none are left. It is less than that.');
    expect(notes(0.1)).toBe('ann expected 10 % fewer. It is more than that.');
    const days = { first: LIVE, last: TODAY };
    const ended = { ...fix, endedAt: at('2026-11-01'), endedBy: 'bob', rolledBackTo: 'v14' };
    expect(fixNotes(ended, verdict, { ...seen, days })).toEqual([
      '20 % of the calls since came in on v14.',
      'Rolled back to v14 on 2026-11-01 by bob.',
    ]);
  });
});
