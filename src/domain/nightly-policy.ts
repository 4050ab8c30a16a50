import { z } from 'zod';

/** How far the slow tier is run by night, and the histories of the fast one are filled. */
export const NightlyPolicySchema = z.strictObject({
  hours: z.number().min(0).max(24).default(5).describe('How long a night may run; 0 = never.'),
  concurrency: z.int().min(1).max(100).default(4).describe('Runs at once against your agents.'),
  maxCost: z
    .number()
    .positive()
    .optional()
    .describe('No run begins once the turns of a night say they cost so much, in whichever currency.'),
  maxRuns: z.int().min(1).optional().describe('No run begins once a night began so many.'),
});
