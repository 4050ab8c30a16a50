import { expect, test } from 'vitest';
import { evaluate, type JudgedCall } from '#src/domain/evaluate.ts';
import { formatEvaluation } from '#src/domain/evaluation-table.ts';

const judged = (failed: boolean, score: number, ...marks: string[]): JudgedCall => ({
  failed,
  score,
  flagged: score < 60,
  marks,
});

test('precision, recall and lift of a sign, each with its n', () => {
  const calls = [
    judged(true, 50, 'loop'),
    judged(true, 90),
    judged(false, 50, 'loop', 'loop'),
    judged(false, 90),
    judged(false, 95),
  ];
  const { base, signs, flag } = evaluate(calls);
  expect(base).toMatchObject({ x: 2, n: 5, rate: 0.4 });
  expect(signs).toHaveLength(1);
  expect(signs[0]).toMatchObject({
    mark: 'loop',
    precision: { x: 1, n: 2, rate: 0.5 },
    recall: { x: 1, n: 2, rate: 0.5 },
    lift: 1.25,
  });
  // (1 + 1/2 - 1/3) / 2
  expect(signs[0]?.auc).toBeCloseTo(0.583333, 6);
  expect(flag.precision).toMatchObject({ x: 1, n: 2 });
  expect(signs[0]?.precision.low).toBeLessThan(0.5);
});

test.each([
  ['every failing call lower', [judged(true, 1), judged(true, 2), judged(false, 3)], 1],
  ['every failing call higher', [judged(false, 1), judged(true, 2)], 0],
  ['all alike', [judged(true, 5), judged(false, 5), judged(false, 5)], 0.5],
  // Pairs: 1<2 yes, 1<3 yes, 2=2 half, 2<3 yes.
  ['a tie counts half', [judged(true, 1), judged(true, 2), judged(false, 2), judged(false, 3)], 3.5 / 4],
])('AUC: %s', (_, calls, value) => {
  expect(evaluate(calls).auc?.value).toBeCloseTo(value, 12);
});

test('AUC agrees with counting every pair, and its interval holds it', () => {
  const calls = Array.from({ length: 200 }, (_, i) => judged((i * 7) % 10 < 4, (i * 37) % 23));
  const failed = calls.filter((c) => c.failed);
  const passed = calls.filter((c) => !c.failed);
  const wins = failed.flatMap((f) =>
    passed.map((p): number => (f.score < p.score ? 1 : f.score === p.score ? 0.5 : 0)),
  );
  const auc = evaluate(calls).auc;
  expect(auc?.value).toBeCloseTo(wins.reduce((a, b) => a + b, 0) / wins.length, 12);
  expect(auc?.low).toBeLessThan(auc?.value ?? 0);
  expect(auc?.high).toBeGreaterThan(auc?.value ?? 1);
});

test('no failing call, or none at all, is said and not divided by', () => {
  expect(evaluate([]).auc).toBeUndefined();
  const text = formatEvaluation('None', evaluate([judged(false, 90)]));
  expect(text).toContain('not defined');
  expect(text).toContain('no data');
  expect(text).not.toContain('NaN');
});

test('the table is Markdown whose lines are equally long', () => {
  const lines = formatEvaluation(
    'All',
    evaluate([judged(true, 10, 'a', 'long-name:rule'), judged(false, 90, 'a')]),
  ).split('\n');
  const table = lines.filter((line) => line.startsWith('|'));
  expect(table).toHaveLength(5);
  expect(new Set(table.map((line) => line.length)).size).toBe(1);
});
