import type { CallOutcomes } from './outcomes.ts';

/** Calls of one local day and agent by how they ended. */
export type DayOutcomes = CallOutcomes & { day: string; agent: string };

/** Days added up. */
export function sumOutcomes(days: readonly CallOutcomes[]): CallOutcomes {
  const sum: CallOutcomes = {
    calls: 0,
    resolvedKnown: 0,
    resolved: 0,
    escalatedKnown: 0,
    escalated: 0,
    firstPassKnown: 0,
    firstPass: 0,
    cost: 0,
    costKnown: 0,
    costSquares: 0,
    bothKnown: 0,
    bothResolved: 0,
    bothCost: 0,
    resolvedCost: 0,
  };
  for (const day of days) {
    for (const key of Object.keys(sum) as (keyof CallOutcomes)[]) sum[key] += day[key];
  }
  return sum;
}
