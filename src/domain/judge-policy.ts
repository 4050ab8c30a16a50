import { z } from 'zod';

const amount = z.number().min(0).max(1_000_000);

/** Which calls the judge scores by criterion, and what it may cost: calls and the rubrics of scenarios together, all replicas together. */
export const JudgePolicySchema = z
  .strictObject({
    maxPerDay: z
      .int()
      .min(0)
      .max(10_000_000)
      .default(2_000)
      .describe('Requests to the judge in a day of timeZone, for calls and for rubrics of scenarios; 0 = none.'),
    maxCost: z
      .number()
      .positive()
      .optional()
      .describe('What a day of requests may cost, in the unit of price; it needs price.'),
    price: z
      .strictObject({
        input: amount.describe('For a million tokens that the judge reads.'),
        output: amount.describe('For a million tokens that the judge writes.'),
      })
      .optional(),
    sample: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe('Share of all calls that the judge scores, chosen by their id.'),
    near: z
      .number()
      .min(0)
      .max(100)
      .default(10)
      .describe(
        'A call whose score by rules is so near the threshold is always judged, while the budget lasts; 0 = none.',
      ),
    maxAgeDays: z
      .number()
      .positive()
      .max(90)
      .default(7)
      .describe('A call that began longer ago is not judged, and not waited for any more.'),
    timeoutMs: z.int().min(1_000).max(600_000).default(60_000).describe('How long one request may take.'),
    concurrency: z.int().min(1).max(50).default(4).describe('Requests for calls at once.'),
  })
  .refine(({ maxCost, price }) => maxCost === undefined || price !== undefined, {
    path: ['price'],
    message: 'is needed with maxCost: what a million tokens cost, as input and output',
  });
export type JudgePolicy = z.output<typeof JudgePolicySchema>;

export type JudgeUsage = { inputTokens: number; outputTokens: number };

/** What a request costs, in the unit of the price; 0 where none is set. */
export function judgeCost({ price }: Pick<JudgePolicy, 'price'>, usage: JudgeUsage): number {
  if (!price) return 0;
  return (usage.inputTokens * price.input + usage.outputTokens * price.output) / 1_000_000;
}

/** A request's instructions, and the most that an answer takes. */
const PROMPT_TOKENS = 1_000;
const ANSWER_TOKENS = 800;
/** Few tokens are shorter, so that a guess is rather too high: the budget is a limit. */
const CHARACTERS_A_TOKEN = 3;

/** What a request with so many characters may take, before its endpoint says. */
export function guessUsage(characters: number): JudgeUsage {
  return { inputTokens: PROMPT_TOKENS + Math.ceil(characters / CHARACTERS_A_TOKEN), outputTokens: ANSWER_TOKENS };
}
