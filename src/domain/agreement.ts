import { ENOUGH, type Rate, rateOf } from './rate-words.ts';
import { type Interval, Z } from './stats.ts';

/** How often two said "failure" of the same call: both, only the first, only the second, neither. */
export type Opinions = { both: number; onlyFirst: number; onlySecond: number; neither: number };

/** Shares are 0..1. `kappa` is what is left of the agreement beyond chance (Cohen); left out where there is too little data, or one of them always says the same. */
export type Agreement = { rate: Rate; kappa?: Interval & { value: number } };

/** Agreement with its 95 % intervals. */
export function agreementOf({ both, onlyFirst, onlySecond, neither }: Opinions): Agreement {
  const n = both + onlyFirst + onlySecond + neither;
  const rate = rateOf(both + neither, n);
  if (n < ENOUGH) return { rate };
  const first = (both + onlyFirst) / n;
  const second = (both + onlySecond) / n;
  const chance = first * second + (1 - first) * (1 - second);
  // Of somebody who always says the same, chance explains whatever agreement there is.
  if ([first, second].some((share) => share === 0 || share === 1)) return { rate };
  const value = (rate.rate - chance) / (1 - chance);
  const spread = (Z * Math.sqrt((rate.rate * (1 - rate.rate)) / n)) / (1 - chance);
  return { rate, kappa: { value, low: Math.max(-1, value - spread), high: Math.min(1, value + spread) } };
}
