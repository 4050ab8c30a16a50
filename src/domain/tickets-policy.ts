import { z } from 'zod';

const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,119}$/, 'the name of an environment variable, not the secret itself');

/** Where a ticket is kept for each scenario that fails by night. */
export const TicketsPolicySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('github'),
    repo: z.string().regex(/^[A-Za-z0-9-]{1,100}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/, 'owner/name'),
    token: variable.describe('The name of the environment variable that holds a token that may write issues there.'),
    url: z
      .url({ protocol: /^https?$/ })
      .default('https://api.github.com')
      .describe('The REST API; of GitHub Enterprise: https://HOST/api/v3'),
  }),
  z.strictObject({
    kind: z.literal('webhook'),
    url: z.url({ protocol: /^https?$/ }),
    secret: variable.describe('The name of the environment variable that holds what each request is signed with.'),
  }),
]);
export type TicketsPolicy = z.output<typeof TicketsPolicySchema>;
