import { expect, test } from 'vitest';
import { mulberry32, type Random } from '#demo/random.ts';
import { type CallCosts, costPerResolved } from '#src/domain/cost-per-resolved.ts';

type Told = { cost?: number; resolved?: boolean };

function countOf(calls: readonly Told[]): CallCosts {
  const costs = calls.flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
  const both = calls.filter((call) => call.cost !== undefined && call.resolved !== undefined);
  const sum = (values: readonly (number | undefined)[]) => values.reduce<number>((all, one) => all + (one ?? 0), 0);
  return {
    resolvedKnown: calls.filter(({ resolved }) => resolved !== undefined).length,
    resolved: calls.filter(({ resolved }) => resolved).length,
    cost: sum(costs),
    costSquares: sum(costs.map((cost) => cost ** 2)),
    costKnown: costs.length,
    bothKnown: both.length,
    bothResolved: both.filter(({ resolved }) => resolved).length,
    bothCost: sum(both.map(({ cost }) => cost)),
    resolvedCost: sum(both.filter(({ resolved }) => resolved).map(({ cost }) => cost)),
  };
}

const many = (n: number, call: Told) => Array.from({ length: n }, () => call);

test('where every call costs the same, only the share resolved is in doubt', () => {
  const { value, low, high } = costPerResolved(
    countOf([...many(80, { cost: 2, resolved: true }), ...many(20, { cost: 2, resolved: false })]),
  ) as { value: number; low: number; high: number };
  expect(value).toBeCloseTo(2.5, 12);
  // Wilson of 80 of 100: 0.7112 to 0.8666.
  expect(low).toBeCloseTo(2 / 0.8666, 3);
  expect(high).toBeCloseTo(2 / 0.7112, 3);
});

test('where each call is resolved and costs the same, it may still be luck that none was not', () => {
  const sure = costPerResolved(countOf(many(40, { cost: 2, resolved: true })));
  expect(sure).toMatchObject({ value: 2, low: 2 });
  // Wilson of 40 of 40 begins at 0.9124.
  expect(sure?.high).toBeCloseTo(2 / 0.9124, 3);
});

test('too few, or none resolved, tell nothing; what costs nothing has no interval', () => {
  expect(costPerResolved(countOf(many(29, { cost: 2, resolved: true })))).toBeUndefined();
  expect(costPerResolved(countOf(many(40, { cost: 2, resolved: false })))).toBeUndefined();
  expect(costPerResolved(countOf(many(40, { cost: 0, resolved: true })))).toEqual({ value: 0 });
});

/** Costs are skewed, those of resolved calls times `whenResolved`; not every call tells both. */
function draw(random: Random, whenResolved: number): Told {
  const resolved = random() < 0.6;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const cost = Math.exp(0.8 * normal) * (resolved ? whenResolved : 1);
  return { ...(random() < 0.7 && { cost }), ...(random() < 0.8 && { resolved }) };
}

test.each([
  [60, 1],
  [300, 0.4],
  [300, 2.5],
])('of %i calls, resolved ones at %f times the cost, 92 to 97 in 100 intervals hold the truth', (n, whenResolved) => {
  const random = mulberry32(3);
  const truth = (Math.exp(0.32) * (0.6 * whenResolved + 0.4)) / 0.6;
  const runs = 600;
  let held = 0;
  for (let run = 0; run < runs; run += 1) {
    const found = costPerResolved(countOf(Array.from({ length: n }, () => draw(random, whenResolved))));
    if (found && (found.low ?? 0) <= truth && truth <= (found.high ?? 0)) held += 1;
  }
  expect(held / runs).toBeGreaterThanOrEqual(0.92);
  expect(held / runs).toBeLessThanOrEqual(0.97);
});
