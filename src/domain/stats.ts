/** A 95 % interval; shares are 0..1, differences -1..1. */
export type Interval = { low: number; high: number };

/** The normal quantile of .975, the only constant that 95 % intervals need. */
export const Z = 1.959963984540054;

/** Wilson's 95 % interval of the share x of n. Counts may be fractional (effective counts); n = 0 knows nothing and gives [0, 1]. */
export function wilson95(x: number, n: number): Interval {
  checkCounts(x, n);
  if (n === 0) return { low: 0, high: 1 };
  const z2 = Z * Z;
  const middle = 2 * x + z2;
  const spread = Z * Math.sqrt(z2 + 4 * x * (1 - x / n));
  const scale = 2 * (n + z2);
  // The ends are exact at 0 and n; rounding would leave 1e-17 there.
  return { low: x === 0 ? 0 : (middle - spread) / scale, high: x === n ? 1 : (middle + spread) / scale };
}

/** Newcombe's hybrid 95 % interval of the difference x1/n1 - x0/n0, for display of a closed comparison, never for a verdict. */
export function newcombe95(x1: number, n1: number, x0: number, n0: number): Interval & { difference: number } {
  checkCounts(x1, n1);
  checkCounts(x0, n0);
  if (n1 === 0 || n0 === 0) return { difference: 0, low: -1, high: 1 };
  const one = wilson95(x1, n1);
  const zero = wilson95(x0, n0);
  const p1 = x1 / n1;
  const p0 = x0 / n0;
  const difference = p1 - p0;
  return {
    difference,
    low: difference - Math.hypot(p1 - one.low, zero.high - p0),
    high: difference + Math.hypot(one.high - p1, p0 - zero.low),
  };
}

/** Katz's 95 % interval of the ratio x1/n1 to x0/n0, for display; undefined where one of them saw none. */
export function katz95(x1: number, n1: number, x0: number, n0: number): (Interval & { ratio: number }) | undefined {
  checkCounts(x1, n1);
  checkCounts(x0, n0);
  if (x1 === 0 || x0 === 0) return undefined;
  const ratio = x1 / n1 / (x0 / n0);
  const spread = Math.exp(Z * Math.sqrt(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0));
  return { ratio, low: ratio / spread, high: ratio * spread };
}

/** Whether two intervals share a value. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.low <= b.high && b.low <= a.high;
}

function checkCounts(x: number, n: number): void {
  if (!(Number.isFinite(x) && Number.isFinite(n) && x >= 0 && x <= n)) {
    throw new RangeError(`${x} of ${n} is not a share: 0 <= x <= n is needed.`);
  }
}
