import { z } from 'zod';

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
