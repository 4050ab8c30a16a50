import { z } from 'zod';

export const OutcomesJson = z
  .object({
    figures: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        words: z.string(),
        value: z.number().optional().describe('Left out where there is too little data; shares are 0..1, times ms.'),
        low: z.number().optional(),
        high: z.number().optional(),
        n: z.number(),
        unit: z.string(),
        before: z.object({ value: z.number().optional(), n: z.number() }).optional().describe('The 8 weeks before.'),
      }),
    ),
  })
  .meta({ id: 'Outcomes' });

const missed = z.object({
  failureMode: z.string().optional().describe('Left out of any failure.'),
  title: z.string(),
  x: z.int(),
  n: z.int(),
  rate: z.number(),
  low: z.number(),
  high: z.number(),
  ofAll: z
    .object({ rate: z.number(), low: z.number(), high: z.number() })
    .describe('The same as a share of all calls.'),
  words: z.string(),
});

export const MissedJson = z
  .object({
    firstDay: z.string(),
    lastDay: z.string(),
    offered: z.int(),
    looked: z.int(),
    skipped: z.int(),
    any: missed,
    modes: z.array(missed),
    note: z.string(),
  })
  .meta({ id: 'Missed' });
