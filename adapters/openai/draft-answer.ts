import { z } from 'zod';
import { type Check, CheckSchema } from '#src/domain/check.ts';
import { type DraftContent, DraftedArticleSchema } from '#src/domain/model-draft.ts';

/** The kinds that a model may draft; what a run costs or how fast it is, no transcript shows. */
const KINDS = [
  'tool_called',
  'tool_not_called',
  'asks_before',
  'tool_sequence',
  'says',
  'never_says',
  'transfers',
  'does_not_transfer',
  'ends_within_turns',
  'judge',
] as const;
const MAX_CHECKS = 12;

const ArgSchema = z.object({ name: z.string().min(1).max(200), value: z.union([z.string(), z.number(), z.boolean()]) });
const UnlessSchema = z.object({ who: z.enum(['customer', 'agent']), pattern: z.string() });
const FlatSchema = z.object({
  kind: z.enum(KINDS),
  meaning: z.string().trim().min(1),
  tool: z.string().nullish(),
  args: z.array(ArgSchema).max(20).nullish(),
  unless: UnlessSchema.nullish(),
  tools: z.array(z.string()).nullish(),
  pattern: z.string().nullish(),
  words: z.string().trim().nullish(),
  max: z.number().nullish(),
  rubric: z.string().nullish(),
});
type Flat = z.output<typeof FlatSchema>;

const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const closed = (properties: Record<string, object>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const text = { type: 'string' };

/** One shape for all kinds: strict output takes neither optional members nor names that are not known before. */
export const CHECKS_JSON = closed({
  checks: {
    type: 'array',
    items: closed({
      kind: { type: 'string', enum: KINDS },
      meaning: text,
      tool: orNull(text),
      args: orNull({
        type: 'array',
        items: closed({ name: text, value: { anyOf: [text, { type: 'number' }, { type: 'boolean' }] } }),
      }),
      unless: orNull(closed({ who: { type: 'string', enum: ['customer', 'agent'] }, pattern: text })),
      tools: orNull({ type: 'array', items: text }),
      pattern: orNull(text),
      words: orNull(text),
      max: orNull({ type: 'integer' }),
      rubric: orNull(text),
    }),
  },
});
export const ARTICLE_JSON = closed({ title: text, body: text });

/** The checks of an answer, and how many of it were none; text around the JSON is passed over. */
export function readChecks(answer: string): { checks: Check[]; unreadable: number } {
  const parsed = z.object({ checks: z.array(z.unknown()) }).safeParse(jsonIn(answer));
  if (!parsed.success) return { checks: [], unreadable: 1 };
  const given = parsed.data.checks.slice(0, MAX_CHECKS);
  const checks = given.flatMap((one) => checkOf(one) ?? []);
  return { checks, unreadable: given.length - checks.length };
}

/** The article of an answer; undefined where there is none. */
export function readArticle(answer: string): DraftContent<'article'> | undefined {
  const parsed = DraftedArticleSchema.safeParse(jsonIn(answer));
  return parsed.success ? parsed.data : undefined;
}

function checkOf(given: unknown): Check | undefined {
  const flat = FlatSchema.safeParse(given);
  if (!flat.success) return undefined;
  const wanted = { ...membersOf(flat.data), kind: flat.data.kind, note: flat.data.meaning.slice(0, 400) };
  // What is missing or too long is not mended: it was not meant so.
  const check = CheckSchema.safeParse(wanted);
  return check.success ? check.data : undefined;
}

function membersOf({ kind, tool, args, unless, tools, pattern, words, max, rubric }: Flat): object {
  const meaning = words ? { meaning: words.slice(0, 160) } : {};
  switch (kind) {
    case 'tool_called':
      return { tool, ...argsOf(args) };
    case 'tool_not_called': {
      const said = unless && { [unless.who === 'customer' ? 'customerSaid' : 'agentSaid']: unless.pattern, ...meaning };
      return { tool, ...argsOf(args), ...(said ? { unless: said } : {}) };
    }
    case 'asks_before':
      return { tool, ...(pattern ? { pattern } : {}) };
    case 'tool_sequence':
      return { tools: (tools ?? []).map((name) => ({ tool: name })) };
    case 'says':
    case 'never_says':
      return { pattern, ...meaning };
    case 'ends_within_turns':
      return { max };
    case 'judge':
      return { rubric };
    case 'transfers':
    case 'does_not_transfer':
      return {};
  }
}

function argsOf(args: Flat['args']): object {
  if (!args || args.length === 0) return {};
  return { args: Object.fromEntries(args.map(({ name, value }) => [name, { equals: value }])) };
}

function jsonIn(answer: string): unknown {
  try {
    return JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}
