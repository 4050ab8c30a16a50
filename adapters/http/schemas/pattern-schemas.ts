import { z } from 'zod';

export const PatternJson = z
  .object({
    id: z.string().describe('The same from week to week while half of the calls are.'),
    agent: z.string(),
    kind: z
      .enum(['mode', 'signal'])
      .describe('Whether `under` is a confirmed failure mode or the signal that flagged.'),
    under: z.string(),
    quote: z.string().describe("The customer's sentence that stands for all, redacted; may be empty."),
    quoteCallId: z.string(),
    terms: z.array(z.string()),
    callIds: z.array(z.string()),
    recent: z.int().describe('Calls of the last seven days.'),
    before: z.int().describe('Calls of the seven days before.'),
    growth: z.enum(['new', 'growing', 'steady']),
    firstWeek: z.string(),
    clearestCallId: z.string(),
  })
  .meta({ id: 'Pattern' });

export const PatternListJson = z.object({
  patterns: z.array(PatternJson),
  foundAt: z.iso.datetime().optional().describe('When they were looked for; missing where they never were.'),
  isLooking: z.boolean().describe('A look has begun; ask again in a minute.'),
  titles: z.record(z.string(), z.string()).describe('Titles of failure modes by id.'),
});
