import type { RunReport } from '#src/domain/run.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { NightRuns } from './fill-history.ts';

/**
 * Counts what a night began and what its turns say they cost, each currency on its own: amounts of two are never added. An agent that states no
 * cost is held by `maxRuns` alone.
 */
export function nightCeiling({ policy }: Deps, done: NightRuns) {
  const { maxCost, maxRuns } = policy.nightly;
  const costs = new Map<string, number>();
  let begun = done.length;
  const add = (currency: string, amount: number) => costs.set(currency, (costs.get(currency) ?? 0) + amount);
  for (const run of done) for (const [currency, amount] of Object.entries(run.costs)) add(currency, amount);
  return {
    begin(): void {
      begun += 1;
    },
    spend({ turns }: RunReport): void {
      for (const { cost } of turns) if (cost) add(cost.currency, cost.amount);
    },
    isReached(): boolean {
      if (maxRuns !== undefined && begun >= maxRuns) return true;
      return maxCost !== undefined && [...costs.values()].some((amount) => amount >= maxCost);
    },
  };
}
