import { z } from 'zod';
import { fixValue } from './fix-value.ts';
import type { ReworkAvoided } from './outcomes.ts';

/** What a failure costs the team in people's time, as ratchet.yaml says: without it no hours are reported. */
export const ReworkPolicySchema = z.strictObject({
  minutes: z
    .number()
    .positive()
    .max(10_000)
    .optional()
    .describe('Minutes that people spend on mending one failed call; hours avoided are told only where it is set.'),
  minutesByMode: z
    .record(z.string().max(80), z.number().positive().max(10_000))
    .default({})
    .describe('The same for single failure modes, by id.'),
});
export type ReworkPolicy = z.output<typeof ReworkPolicySchema>;

/** A failure mode of a fix that the report judged. */
type Judged = { failureMode: string; verdict: Parameters<typeof fixValue>[0] };

/**
 * Hours a week that nobody spends on mending failures any more: (expected - observed) calls a week since the go-live, times the minutes of
 * one, for verdicts of `improved` alone that stand together, with the verdicts' ranges added up (so that the whole is rather too wide). undefined where no
 * minutes are set.
 */
export function reworkAvoided(judged: readonly Judged[], policy: ReworkPolicy): ReworkAvoided | undefined {
  if (policy.minutes === undefined && Object.keys(policy.minutesByMode).length === 0) return undefined;
  const sum = { hours: 0, low: 0, high: 0, modes: 0 };
  for (const { failureMode, verdict } of judged) {
    const minutes = policy.minutesByMode[failureMode] ?? policy.minutes;
    const saved = minutes === undefined ? undefined : fixValue(verdict, { extra: minutes / 60, unit: 'h' });
    if (saved === undefined) continue;
    sum.hours += saved.aWeek;
    sum.low += saved.low;
    sum.high += saved.high;
    sum.modes += 1;
  }
  return sum;
}
