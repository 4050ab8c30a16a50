import { z } from 'zod';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'lower-case letters, digits and dashes');
const agentGlob = z.string().min(1).max(200).describe('An agent name; a trailing * matches a prefix.');

const targetBase = {
  name: id,
  agent: agentGlob.default('*'),
  version: z.string().max(200).optional().describe('Which version answers there; {version} stands for any.'),
};
const tokenName = z
  .string()
  .max(120)
  .optional()
  .describe('The name of the environment variable that holds its bearer token or key.');

/** What a model's tokens cost. */
const TokenPriceSchema = z.strictObject({
  in: z.number().min(0).max(100_000).describe('For a million tokens that it reads.'),
  out: z.number().min(0).max(100_000).describe('For a million tokens that it writes.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('USD'),
});
export type TokenPrice = z.output<typeof TokenPriceSchema>;

/** Where scenarios are replayed: ratchet.yaml's targets. */
export const TargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...targetBase, kind: z.literal('http').default('http'), url: z.url(), token: tokenName }),
  z.strictObject({
    ...targetBase,
    kind: z.literal('openai'),
    url: z.url().describe('The base URL of any OpenAI-compatible endpoint.'),
    token: tokenName,
    model: z.string().min(1).max(200).optional().describe("Instead of the snapshot's."),
    endTools: z
      .array(z.string().min(1).max(200))
      .max(50)
      .optional()
      .describe(
        'Tools by which the agent ends the call (* stands for any characters); end_call, hang_up and the like without it.',
      ),
    price: TokenPriceSchema.optional().describe('What a run costs, for checks of cost_below.'),
  }),
  z.strictObject({
    ...targetBase,
    kind: z.literal('command'),
    command: z
      .array(z.string().min(1).max(4_000))
      .min(1)
      .max(50)
      .describe('Program and arguments; no shell reads them.'),
    env: z.array(z.string().max(120)).max(50).default([]).describe('Environment variables it gets beside PATH.'),
  }),
]);
