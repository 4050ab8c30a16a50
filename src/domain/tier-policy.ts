import { z } from 'zod';

/** How large the fast tier may grow, and how fast it changes. */
export const FastTierPolicySchema = z.strictObject({
  budget: z.number().positive().max(1_440).default(10).describe('Minutes that a gate over the fast tier may take.'),
  max: z.int().min(1).max(5_000).default(100).describe('Scenarios in the fast tier of an agent.'),
  concurrency: z.int().min(1).max(500).default(20).describe('Runs at once in your gate; the budget counts by it.'),
  swapsPerWeek: z.int().min(0).max(5_000).default(10).describe('How many scenarios better ones may replace.'),
});

/** When scenarios that no longer fail leave a tier. */
export const TierAgesPolicySchema = z.strictObject({
  slowAfterDays: z.number().positive().default(90).describe('Days without a failure until it is slow.'),
  archiveAfterDays: z.number().positive().default(180).describe('Days without a failure until it is archived.'),
});
