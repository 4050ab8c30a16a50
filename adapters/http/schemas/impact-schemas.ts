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
      trend: z
        .object({
          direction: z.enum(['more', 'fewer', 'unclear']),
          observed: z.number(),
          expected: z.number(),
          low: z.number(),
          high: z.number().optional(),
        })
        .optional()
        .describe(
          'The last 14 days against the 56 before, as ratios of seen to expected; left out where too little is known.',
        ),
      improvedBy: z
        .object({
          fixId: z.string(),
          liveAt: z.iso.datetime(),
          daysBefore: z.int().describe('Of the days counted, those up to its go-live.'),
          since: z.object({ x: z.number(), n: z.number() }).describe('Confirmed calls since, of all calls.'),
          elsewhere: z.number().describe('Confirmed calls of agents that the fix is not of.'),
        })
        .optional()
        .describe('A fix of these days that is called improved: what is not ranks before.'),
    }),
  ),
  unit: z.string().describe('A currency, or "points" until costs are set.'),
  days: z.int().describe('How many days the figures are made of.'),
});
