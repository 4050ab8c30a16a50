import { expect, test } from 'vitest';
import { agreementOf } from '#src/domain/agreement.ts';
import { buildOutcomes, type OutcomesInput, type SpanOutcomes } from '#src/domain/outcomes.ts';
import { reworkAvoided } from '#src/domain/rework.ts';

const NONE = { n: 0 };
const HOUR = 3_600_000;
const span = (more: Partial<SpanOutcomes> = {}): SpanOutcomes => ({
  weeks: 1,
  calls: {
    calls: 1_000,
    resolvedKnown: 800,
    resolved: 640,
    escalatedKnown: 1_000,
    escalated: 120,
    firstPassKnown: 800,
    firstPass: 560,
    cost: 200,
    costKnown: 500,
    costSquares: 100,
    bothKnown: 400,
    bothResolved: 320,
    bothCost: 160,
    resolvedCost: 120,
  },
  cycle: {
    verdict: { n: 40, medianMs: 5 * HOUR },
    scenario: { n: 3, medianMs: HOUR },
    live: NONE,
    verified: NONE,
    whole: NONE,
  },
  late: { claims: 3, verdicts: 2, reviews: 60 },
  reviewers: { both: 20, onlyFirst: 5, onlySecond: 10, neither: 15 },
  score: { both: 10, onlyFirst: 2, onlySecond: 1, neither: 4 },
  ...more,
});
const figures = (input: Partial<OutcomesInput> = {}) => {
  const all = buildOutcomes({ week: span(), before: span({ weeks: 8 }), currency: 'EUR', ...input }).figures;
  return (id: string) => all.find((figure) => figure.id === id);
};

test('each share stands with its n, its interval and the eight weeks before', () => {
  const of = figures();
  expect(of('resolution')).toMatchObject({ value: 0.8, n: 800, before: { value: 0.8, n: 800 } });
  expect(of('resolution')?.words).toMatch(
    /^80 % \(640 of 800 calls; 95 % interval 77 to 83 %\); the 8 weeks before: 80 %/,
  );
  expect(of('escalation')).toMatchObject({ value: 0.12, n: 1_000 });
  expect(of('first_pass')).toMatchObject({ value: 0.7, n: 800 });
});

test('what calls do not tell is not known, and a few calls give no percentage', () => {
  const few = {
    ...span().calls,
    resolvedKnown: 12,
    resolved: 9,
    escalatedKnown: 0,
    escalated: 0,
    costKnown: 0,
    cost: 0,
  };
  const of = figures({ week: span({ calls: few }) });
  expect(of('resolution')?.value).toBeUndefined();
  expect(of('resolution')?.words).toContain('9 of 12 calls (too little data for a percentage)');
  expect(of('escalation')?.words).toContain('not known: no call says so');
  expect(of('cost_per_resolved')?.words).toBe('not known: no call has a cost');
});

test('cost per resolved call is the cost of a call over the share resolved, in one currency', () => {
  expect(figures()('cost_per_resolved')).toMatchObject({
    value: 0.5,
    low: expect.closeTo(0.4716188, 7),
    high: expect.closeTo(0.5318505, 7),
    n: 500,
    unit: 'EUR',
  });
  expect(figures()('cost_per_resolved')?.words).toBe(
    '0.500 EUR (95 % interval 0.472 to 0.532; 500 calls with a cost); the 8 weeks before: 0.500 EUR',
  );
  const { currency: _, ...without } = { week: span(), before: span(), currency: 'x' };
  const mixed = buildOutcomes(without).figures.find(({ id }) => id === 'cost_per_resolved');
  expect(mixed).toMatchObject({ words: 'not told: calls name no currency, or several' });
  expect(mixed?.value).toBeUndefined();
});

test('a median needs five, and a step that nothing took says none', () => {
  const of = figures();
  expect(of('cycle_verdict')).toMatchObject({
    value: 5 * HOUR,
    n: 40,
    words: 'median 5 h (40); the 8 weeks before: median 5 h (40)',
  });
  expect(of('cycle_scenario')?.value).toBeUndefined();
  expect(of('cycle_scenario')?.words).toContain('only 3, too little data for a median');
  expect(of('cycle_whole')?.words).toBe('none');
});

test('agreement is told with what is left of it beyond chance (Cohen: 20, 5, 10, 15 give 0.40)', () => {
  const { rate, kappa } = agreementOf({ both: 20, onlyFirst: 5, onlySecond: 10, neither: 15 });
  expect(rate).toMatchObject({ x: 35, n: 50, rate: 0.7 });
  expect(kappa?.value).toBeCloseTo(0.4, 12);
  expect(kappa?.low).toBeCloseTo(0.4 - (1.959964 * Math.sqrt(0.21 / 50)) / 0.5, 5);
  const of = figures();
  expect(of('kappa_reviewers')).toMatchObject({ n: 50, words: '0.40 (95 % interval 0.15 to 0.65)' });
  expect(of('agreement_score')?.words).toContain('14 of 17 opinions (too little data for a percentage)');
  expect(of('kappa_score')).toBeUndefined();
});

test('of somebody who always says the same nothing is told beyond chance', () => {
  expect(agreementOf({ both: 60, onlyFirst: 8, onlySecond: 0, neither: 0 })).not.toHaveProperty('kappa');
  expect(agreementOf({ both: 60, onlyFirst: 0, onlySecond: 0, neither: 0 })).toEqual({
    rate: expect.objectContaining({ rate: 1, n: 60 }),
  });
});

const improved = { outcome: 'improved', expected: 63, observed: 29, low: 0.25, high: 0.85, daysAfter: 14 } as const;

test('hours avoided are expected less observed a week, times the minutes of one, of improvements alone', () => {
  const judged = [
    { failureMode: 'refund', verdict: improved },
    { failureMode: 'other', verdict: { ...improved, outcome: 'no_clear_change' as const } },
    // Among so many it may be luck.
    { failureMode: 'another', verdict: { ...improved, standsTogether: false as const } },
  ];
  const policy = { minutes: 30, minutesByMode: {} };
  expect(reworkAvoided(judged, policy)).toEqual({
    hours: 8.5,
    low: expect.closeTo(2.3625),
    high: expect.closeTo(11.8125),
    modes: 1,
  });
  expect(reworkAvoided(judged, { minutes: 30, minutesByMode: { refund: 60 } })?.hours).toBe(17);
  expect(reworkAvoided(judged, { minutesByMode: {} })).toBeUndefined();
  const of = figures({ rework: { hours: 8.5, low: 2.3625, high: 11.8125, modes: 1 } });
  expect(of('rework_avoided')?.words).toBe('about 8.5 h a week (likely 2.4 to 12), by 1 improvement');
  expect(figures()('rework_avoided')?.words).toContain('set rework.minutes');
});
