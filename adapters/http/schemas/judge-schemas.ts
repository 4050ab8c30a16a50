import { z } from 'zod';
import { CRITERIA } from '#src/domain/signal.ts';

const at = z.iso.datetime();

export const JudgeAgreementJson = z.object({
  from: at,
  to: at,
  decided: z.int().describe('Judged calls on which people decided.'),
  criteria: z.array(
    z.object({
      criterion: z.enum(CRITERIA),
      agree: z
        .object({ x: z.int(), n: z.int(), rate: z.number(), low: z.number(), high: z.number() })
        .describe('x of n agree; the range holds the true share in 95 of 100 such samples.'),
    }),
  ),
});

/** How the judge is doing; left out where none is configured. */
export const JudgeStatusJson = z.object({
  version: z.string(),
  today: z.object({
    day: z.string(),
    requests: z.int(),
    inputTokens: z.int(),
    outputTokens: z.int(),
    cost: z.number().describe('In the unit of judge.price.'),
  }),
  maxPerDay: z.int(),
  maxCost: z.number().optional(),
  owed: z.array(
    z.object({ why: z.enum(['waiting', 'over_budget', 'no_answer', 'unreadable', 'too_late']), n: z.int() }),
  ),
  heldUntil: at.optional().describe('Nobody asks the endpoint before then.'),
  lastError: z.string().optional().describe('Of the failures since its last answer.'),
  lastFailedAt: at.optional(),
});

/** What the judge says of one criterion of a call. */
export const JudgedJson = z.object({ score: z.number().nullable(), reason: z.string(), turn: z.int().optional() });

/** How the judge stands to one call. */
export const JudgementJson = z.object({
  state: z.enum(['owed', 'judged', 'given_up']),
  why: z.enum(['waiting', 'over_budget', 'no_answer', 'unreadable', 'too_late']).optional(),
  criteria: z.array(JudgedJson.extend({ id: z.enum(CRITERIA) })).optional(),
  version: z.string().optional().describe('Model and prompt.'),
  judgedAt: at.optional(),
});
