/** Failures of a day, and what they are measured against: calls, or other failures for the share. */
export type WobbleDay = { weekday: number; x: number; n: number };

export type Wobble = { day: number; week: number; factor: number };

/**
 * How much more the days and the weeks of a baseline wobble than chance makes them (1: not at all): dispersion of the
 * residuals around each weekday's rate. Days oldest first, ending before the go-live; under two whole weeks it is 1.
 * `base` is the variance that chance has (default: the failures).
 */
export function wobble(days: readonly WobbleDay[], base?: number): Wobble {
  const weeks = Math.floor(days.length / 7);
  if (weeks < 2) return { day: 1, week: 1, factor: 1 };
  const whole = days.slice(days.length - weeks * 7);
  const chance = Math.max(1, base ?? whole.reduce((sum, { x }) => sum + x, 0));
  const residuals = residualsOf(whole);
  const scale = weeks / (weeks - 1) / chance;
  const day = scale * residuals.reduce((sum, e) => sum + e * e, 0);
  let week = 0;
  for (let w = 0; w < weeks; w += 1) {
    const sum = residuals.slice(w * 7, w * 7 + 7).reduce((a, b) => a + b, 0);
    week += scale * sum * sum;
  }
  return { day, week, factor: Math.max(1, day, week) };
}

function residualsOf(days: readonly WobbleDay[]): number[] {
  const sums = new Map<number, { x: number; n: number }>();
  for (const { weekday, x, n } of days) {
    const sum = sums.get(weekday) ?? { x: 0, n: 0 };
    sums.set(weekday, { x: sum.x + x, n: sum.n + n });
  }
  return days.map(({ weekday, x, n }) => {
    const sum = sums.get(weekday);
    return x - (sum && sum.n > 0 ? (n * sum.x) / sum.n : 0);
  });
}

/** Rao and Scott's design effect of clusters (x of n each): the variance of their pooled share over a binomial's. */
export function designEffect(clusters: readonly { x: number; n: number }[]): number {
  const m = clusters.length;
  const n = clusters.reduce((sum, c) => sum + c.n, 0);
  const share = clusters.reduce((sum, c) => sum + c.x, 0) / n;
  const spread = clusters.reduce((sum, c) => sum + (c.x - c.n * share) ** 2, 0);
  return (m / (m - 1)) * (spread / (n * share * (1 - share)));
}
