import { expect, test } from 'vitest';
import { decideLook, groupByChannels, type Look, looksOn } from '#src/domain/look.ts';
import { estimateMissed, type LookedAt, type MissedInput } from '#src/domain/missed.ts';
import { addDays } from '#src/domain/week.ts';
import { ann, bob } from '#test/app.ts';

const look: Look = {
  id: 'L-1',
  callId: 'c1',
  agent: 'shop',
  day: '2026-11-17',
  population: 700,
  drawn: 7,
  place: 1,
  state: 'open',
  createdAt: new Date('2026-11-18T08:00:00Z'),
};

test.each([
  [50, [7, 7, 7, 7, 7, 7, 8]],
  [3, [0, 0, 1, 0, 1, 0, 1]],
  [0, [0, 0, 0, 0, 0, 0, 0]],
])('%i looks a week are spread over its days', (weekly, expected) => {
  const days = Array.from({ length: 7 }, (_, i) => looksOn(addDays('2026-11-16', i), weekly));
  expect(days.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
  expect(days.reduce((sum, n) => sum + n, 0)).toBe(weekly);
});

test('agents are drawn from together where the same channels see them, and not at all where none does', () => {
  const seen: Record<string, string[]> = { a: ['web/x', 'slack/y'], b: ['slack/y', 'web/x'], c: ['web/x'], d: [] };
  const agents = Object.keys(seen).map((agent, i) => ({ agent, n: 10 * (i + 1) }));
  expect(groupByChannels(agents, (agent) => seen[agent] ?? [])).toEqual([
    { agents: ['a', 'b'], population: 30 },
    { agents: ['c'], population: 30 },
  ]);
});

test('an answer stands against another one, a skipped look stays free, and one may find more than one saw at first', () => {
  const fine: Look = { ...look, state: 'fine', answeredBy: ann.id, answeredByName: 'ann' };
  expect(decideLook(look, ann, 'fine')).toBe('fine');
  expect(decideLook(fine, bob, 'fine')).toBeUndefined();
  expect(() => decideLook(fine, bob, 'wrong')).toThrow('ann looked at L-1 already: it was fine');
  expect(decideLook(fine, ann, 'wrong')).toBe('wrong');
  expect(() => decideLook({ ...fine, state: 'wrong' }, ann, 'fine')).toThrow('something was wrong');
  expect(decideLook({ ...fine, state: 'skipped' }, bob, 'wrong')).toBe('wrong');
  expect(() => decideLook(fine, bob, 'skipped')).toThrow('already');
});

const fine = (n: number, weight = 100): LookedAt[] =>
  Array.from({ length: n }, () => ({ weight, failed: false, failureModes: [] }));
const wrong = (n: number, failureMode: string, weight = 100): LookedAt[] =>
  Array.from({ length: n }, () => ({ weight, failed: true, failureModes: [failureMode] }));
const input = (looked: LookedAt[], more: Partial<MissedInput> = {}): MissedInput => ({
  firstDay: '2026-09-21',
  lastDay: '2026-11-15',
  offered: 210,
  skipped: 4,
  looked,
  calls: 10_000,
  flagged: 1_000,
  titles: { wrong_refund: 'Wrong refund' },
  asked: [],
  ...more,
});

test('of 200 unflagged calls checked, 3 had it: 1.5 %, 0.5 to 4.3 %, and nine tenths of that of all calls', () => {
  const missed = estimateMissed(input([...fine(197), ...wrong(3, 'wrong_refund')]));
  const [mode] = missed?.modes ?? [];
  expect(mode).toMatchObject({ failureMode: 'wrong_refund', title: 'Wrong refund', x: 3, n: 200, rate: 0.015 });
  expect(mode?.words).toBe('of 200 unflagged calls checked, 3 had it (1.5 %; 95 % interval 0.5 to 4.3 %)');
  expect(mode?.ofAll.rate).toBeCloseTo(0.9 * 0.015, 12);
  expect(missed?.note).toContain(
    '3 had a failure (1.5 %; 95 % interval 0.5 to 4.3 %), which would be 1.4 % of all calls',
  );
});

test('looks of a day with ten times the calls weigh ten times as much, and the interval grows for it', () => {
  const even = estimateMissed(input([...fine(95), ...wrong(5, 'wrong_refund')]));
  const uneven = estimateMissed(input([...fine(50, 10), ...fine(45, 100), ...wrong(5, 'wrong_refund', 100)]));
  expect(uneven?.any.rate).toBeCloseTo(500 / (500 + 4_500 + 500), 12);
  const width = (missed: typeof even) => (missed ? missed.any.high - missed.any.low : 0);
  expect(width(uneven)).toBeGreaterThan(width(even));
  expect(uneven?.any.words).toContain('each weighted by the calls it stands for');
});

test('few looks give no percentage, none give no estimate, and a fixed failure mode is told of though none had it', () => {
  expect(estimateMissed(input([]))).toBeUndefined();
  const few = estimateMissed(input(fine(12), { asked: ['wrong_refund'] }));
  expect(few?.modes[0]?.words).toBe('of 12 unflagged calls checked, none had it (too little data for a percentage)');
  expect(few?.note).not.toContain('% of all calls');
});
