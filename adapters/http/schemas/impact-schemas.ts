import { z } from 'zod';

export const ImpactListJson = z.object({
  modes: z.array(
    z.object({
      failureMode: z.string(),
      title: z.string(),
      owner: z.string().optional(),
      callsAWeek: z.number().describe('Shrunk, with what waits for review counted in.'),
      extra: z.number().describe('What one such call costs more than one without failure.'),
      impact: z.number().describe('A week.'),
      low: z.number(),
      high: z.number(),
      mayBeFirst: z.boolean().describe('Its range meets the leader.'),
      isPinned: z.boolean().describe('A rule is broken: above the list, however rare.'),
    }),
  ),
  unit: z.string().describe('A currency, or "points" until costs are set.'),
  days: z.int().describe('How many days the figures are made of.'),
});
