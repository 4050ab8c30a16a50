import { z } from 'zod';

/** When and how far the slow tier is run. */
export const NightlyPolicySchema = z.strictObject({
  hours: z.number().min(0).max(24).default(5).describe('How long the slow tier may run in a night; 0 = never.'),
  concurrency: z.int().min(1).max(100).default(4).describe('Runs at once against your agents.'),
  maxCost: z.number().positive().optional().describe('No run begins once the turns of a night say they cost so much.'),
});
