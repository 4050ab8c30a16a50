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

/** Where scenarios are replayed: ratchet.yaml's targets. */
export const TargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...targetBase, kind: z.literal('http').default('http'), url: z.url(), token: tokenName }),
  z.strictObject({
    ...targetBase,
    kind: z.literal('openai'),
    url: z.url().describe('The base URL of any OpenAI-compatible endpoint.'),
    token: tokenName,
    model: z.string().min(1).max(200).optional().describe("Instead of the snapshot's."),
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
