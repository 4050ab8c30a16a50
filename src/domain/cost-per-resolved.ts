import { ENOUGH } from './rate-words.ts';
import { wilson95, Z } from './stats.ts';

/** Costs of a span's calls beside how many were resolved; `both…` is of the calls that tell both. */
export type CallCosts = {
  resolvedKnown: number;
  resolved: number;
  cost: number;
  /** Sum of the squares of the costs. */
  costSquares: number;
  costKnown: number;
  bothKnown: number;
  bothResolved: number;
  bothCost: number;
  /** Cost of the resolved among them. */
  resolvedCost: number;
};

/**
 * Cost a call over the share resolved: calls that do not tell one of the two are taken to be like those that do. Its 95 % interval: on the
 * log scale, that of the mean cost (delta method) and Wilson's of the share, squared and added as their correlation says (Zou and Donner 2008,
 * https://doi.org/10.1002/sim.3095). undefined where there is too little data; without an interval where nothing costs anything.
 */
export function costPerResolved(calls: CallCosts): { value: number; low?: number; high?: number } | undefined {
  const { cost, costKnown, resolved, resolvedKnown } = calls;
  if (costKnown < ENOUGH || resolvedKnown < ENOUGH || resolved === 0) return undefined;
  const mean = cost / costKnown;
  const share = resolved / resolvedKnown;
  const value = mean / share;
  if (!(mean > 0)) return { value };
  const spread = Z * Math.sqrt(varianceOfLogMean(calls, mean));
  const { low, high } = wilson95(resolved, resolvedKnown);
  const r = correlation(calls, mean, share);
  const together = (ofShare: number) => Math.sqrt(Math.max(0, spread ** 2 - 2 * r * spread * ofShare + ofShare ** 2));
  return {
    value,
    low: value * Math.exp(-together(Math.log(high / share))),
    high: value * Math.exp(together(Math.log(share / low))),
  };
}

function varianceOfLogMean({ costSquares, costKnown }: CallCosts, mean: number): number {
  return Math.max(0, costSquares / (costKnown * mean ** 2) - 1) / (costKnown - 1);
}

/** Of the logs of mean and share, as far as they are of the same calls: where resolved calls cost less, the ratio varies more. */
function correlation(calls: CallCosts, mean: number, share: number): number {
  const { bothKnown, bothResolved, bothCost, resolvedCost, costKnown, resolvedKnown } = calls;
  const shared = resolvedCost / (mean * share) - bothCost / mean - bothResolved / share + bothKnown;
  const variances = varianceOfLogMean(calls, mean) * ((1 - share) / (share * resolvedKnown));
  if (variances === 0) return 0;
  return Math.max(-1, Math.min(1, shared / (costKnown * resolvedKnown) / Math.sqrt(variances)));
}
