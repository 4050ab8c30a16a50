import { z } from 'zod';
import { ReviewJson } from './review-schemas.ts';

const at = z.iso.datetime();

export const LookJson = z
  .object({
    id: z.string().describe('"L-12"'),
    callId: z.string(),
    agent: z.string(),
    day: z.string().describe('Local day of the call.'),
    population: z.int().describe('Calls of that day that the draw was made from.'),
    drawn: z.int().describe('How many of them were drawn: each stands for population / drawn calls.'),
    place: z.int().describe('Its turn among the looks of the day.'),
    state: z.enum(['open', 'fine', 'wrong', 'skipped']),
    answeredBy: z.string().optional(),
    answeredByName: z.string().optional(),
    answeredAt: at.optional(),
    createdAt: at,
  })
  .meta({ id: 'Look' });

export const LookPageJson = z.object({ look: LookJson });

export const LookListJson = z.object({
  looks: z.array(z.object({ look: LookJson, call: z.looseObject({}).describe('Without personal data.') })),
  waiting: z.int(),
});

export const AnsweredLookJson = z.object({
  look: LookJson,
  review: ReviewJson.optional().describe('Where something was wrong: confirmed, found by a look.'),
  changed: z.boolean(),
});
