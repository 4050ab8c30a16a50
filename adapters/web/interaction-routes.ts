import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { Person } from '#src/domain/actor.ts';
import { AppError, httpStatus, invalid } from '#src/errors.ts';
import type { Answer } from '#src/interactions/answer.ts';
import { problemsOf } from '#src/policy.ts';
import { CONTROL_IDS, FORM_IDS } from '#src/views/card.ts';
import { answerJson } from './answer-json.ts';
import { sceneOf } from './scene-of.ts';
import type { WebEnv } from './web-env.ts';
import type { WebOptions } from './web-options.ts';

const subject = z.string().min(1).max(200);
const via = z.enum(['channel', 'queue', 'search']);
const values = z.record(
  z.string().max(80),
  z.union([z.string().max(200_000), z.array(z.string().max(2_000)).max(200)]),
);
const PressSchema = z.object({
  control: z.enum(CONTROL_IDS),
  subject,
  via,
  value: z.string().max(200).optional(),
  values: values.optional(),
});
const ReactSchema = z.object({ subject, emoji: z.string().min(1).max(16), added: z.boolean() });
const CommandSchema = z.object({ text: z.string().trim().min(1).max(2_000), channel: z.string().max(200) });
const SubmitSchema = z.object({
  form: z.enum(FORM_IDS),
  subject,
  values,
  via,
});
const MAX_BODY = 500_000;

/** What people do in the browser: JSON in, an answer with HTML out. Each needs the session's token in X-CSRF-Token. */
export function addInteractionRoutes(hono: Hono<WebEnv>, options: WebOptions): void {
  const { interactions } = options.app;
  const post = <S extends z.ZodType>(
    path: string,
    schema: S,
    run: (actor: Person, input: z.output<S>) => Promise<Answer>,
  ) =>
    hono.post(path, async (c) => {
      try {
        const actor = personOf(c);
        const parsed = schema.safeParse(await bodyOf(c));
        if (!parsed.success)
          throw invalid('The page sent something we do not take. Reload it and try again.', problemsOf(parsed.error));
        return c.json(await answerJson(await run(actor, parsed.data), sceneOf(options)));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const { code, message, details } = error;
        return c.json({ error: { code, message, problems: details.problems ?? [] } }, httpStatus(error));
      }
    });
  post('/web/press', PressSchema, (actor, { value, values: typed, ...input }) =>
    interactions.press({
      actor,
      ...input,
      ...(value === undefined ? {} : { value }),
      ...(typed === undefined ? {} : { values: typed }),
    }),
  );
  hono.get('/web/options', async (c) => {
    const { actor } = c.var;
    if (actor === undefined || actor.kind !== 'person') return c.json({ options: [] }, 401);
    const query = (c.req.query('query') ?? '').slice(0, 200);
    const found = await interactions.options({ actor, field: 'failureModes', query });
    return c.json({ options: found }, 200, { 'cache-control': 'no-store' });
  });
  post('/web/react', ReactSchema, (actor, input) => interactions.react({ actor, ...input }));
  post('/web/command', CommandSchema, (actor, input) => interactions.command({ actor, ...input }));
  post('/web/submit', SubmitSchema, (actor, input) => interactions.submit({ actor, ...input }));
}

/** The signed-in person who really sent this; throws `forbidden` for a request another site made. */
function personOf(c: Context<WebEnv>): Person {
  const { actor, csrf } = c.var;
  if (actor === undefined || actor.kind !== 'person')
    throw new AppError('forbidden', 'You are not signed in any more. Reload the page.');
  if (!csrf || c.req.header('x-csrf-token') !== csrf)
    throw new AppError('forbidden', 'This page is too old to act for you. Reload it and try again.');
  return actor;
}

async function bodyOf(c: Context<WebEnv>): Promise<unknown> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) throw invalid('Send application/json.');
  if (Number(c.req.header('content-length') ?? 0) > MAX_BODY)
    throw new AppError('limit', 'That is too long to send in one go. Shorten it.');
  const text = await c.req.text();
  if (text.length > MAX_BODY) throw new AppError('limit', 'That is too long to send in one go. Shorten it.');
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('The page sent broken JSON. Reload it and try again.');
  }
}
