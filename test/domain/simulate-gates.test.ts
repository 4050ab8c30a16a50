import { describe, expect, test } from 'vitest';
import { simulateGates } from './simulate-gates.ts';

const GATES = 400;

/** Three standard errors of a share, from above. */
const slack = (share: number) => 3 * Math.sqrt((share * (1 - share)) / GATES);

describe('a gate of 100 scenarios against their own histories', () => {
  test.each([
    ['mature', { a: 8, b: 0.5 }, { falseBlock: 0.032, found: 0.905, runs: 114 }],
    ['flaky', { a: 4, b: 1 }, { falseBlock: 0.06, found: 0.905, runs: 142 }],
  ] as const)('%s: seldom blocks falsely, finds what breaks, and runs little more than once', (_, suite, published) => {
    const { falseBlock, falseBlockShipped, found, foundShipped, runs } = simulateGates(
      { ...suite, scenarios: 100 },
      GATES,
      11,
    );
    expect(Math.abs(falseBlock - published.falseBlock)).toBeLessThan(slack(published.falseBlock));
    expect(falseBlockShipped).toBeLessThan(published.falseBlock + slack(published.falseBlock));
    expect(Math.abs(found - published.found)).toBeLessThan(slack(published.found));
    expect(foundShipped).toBeGreaterThan(0.8 - slack(0.8));
    expect(Math.abs(runs - published.runs)).toBeLessThan(3);
  });

  test('a general slide raises the alarm, chance hardly ever', () => {
    const { alarm } = simulateGates({ a: 8, b: 0.5, scenarios: 100 }, GATES, 12);
    expect(alarm.falseBoth).toBeLessThanOrEqual(0.01);
    expect(alarm.worseBoth).toBeGreaterThan(0.62 - slack(0.62));
  });

  test('in a small suite z alone would cry at single failures', () => {
    const { alarm } = simulateGates({ a: 8, b: 0.5, scenarios: 3 }, 2_000, 13);
    expect(alarm.falseZ).toBeGreaterThan(0.02);
    expect(alarm.falseBoth).toBeLessThan(alarm.falseZ / 2);
  });
});
