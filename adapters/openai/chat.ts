import { APIConnectionError, APIError, APIUserAbortError, OpenAI } from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { z } from 'zod';
import { AppError } from '#src/errors.ts';
import { boundedFetch } from './bounded-fetch.ts';

/** Nobody answers with more; a count that cannot be is none, or it would spend the budget, or fill it up again. */
const TokensSchema = z.int().min(0).max(1_000_000_000).optional().catch(undefined);

const CompletionSchema = z.object({
  model: z.string().optional(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(z.object({ id: z.string(), function: z.object({ name: z.string().min(1), arguments: z.string() }) }))
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: TokensSchema, completion_tokens: TokensSchema }).nullish(),
});
export type Completion = z.output<typeof CompletionSchema>;
export type ChatRequest = ChatCompletionCreateParamsNonStreaming;

/** What some models and endpoints do not take, and can be left out. */
const SETTINGS = ['temperature', 'seed', 'response_format'] as const;
type Setting = (typeof SETTINGS)[number];
/** An endpoint's words that a setting, and not just something of this name, is what it refuses. */
const REFUSED = (name: Setting) =>
  new RegExp(`["'\`]${name}["'\`.]|(?:unsupported|unrecognized|unknown) [\\w ]*: *${name}\\b`, 'i');

export type Chat = {
  complete(request: ChatRequest, signal: AbortSignal): Promise<Completion>;
  /** Settings that the endpoint refused so far; they are asked for no more. */
  unsupported(): readonly string[];
};

/** Chat completions of any OpenAI-compatible endpoint; nothing is tried again here. Rejects with `unavailable` or `limit`, saying what to do. */
export function createChat({ baseURL, apiKey }: { baseURL: string; apiKey: string | undefined }): Chat {
  // Some endpoints of one's own want no key; the client insists on a text.
  const client = new OpenAI({ baseURL, apiKey: apiKey ?? 'none', maxRetries: 0, fetch: boundedFetch });
  const unsupported = new Set<Setting>();
  return {
    unsupported: () => [...unsupported],
    async complete(request, signal) {
      for (;;) {
        try {
          return await ask(client, without(request, unsupported), signal);
        } catch (error) {
          const refused = refusedSetting(error);
          // Some models take no temperature: "temperature 0 where allowed".
          if (refused === undefined || unsupported.has(refused)) throw explain(error, baseURL);
          unsupported.add(refused);
        }
      }
    },
  };
}

async function ask(client: OpenAI, request: ChatRequest, signal: AbortSignal): Promise<Completion> {
  const parsed = CompletionSchema.safeParse(await client.chat.completions.create(request, { signal }));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError(
    'unavailable',
    `The model endpoint answered outside the protocol of OpenAI's chat completions (${issue?.path.join('.')}: ${issue?.message}). Check its address.`,
  );
}

function without(request: ChatRequest, unsupported: ReadonlySet<string>): ChatRequest {
  return Object.fromEntries(Object.entries(request).filter(([name]) => !unsupported.has(name))) as ChatRequest;
}

function refusedSetting(error: unknown): Setting | undefined {
  if (!(error instanceof APIError) || error.status !== 400) return undefined;
  const { param, message } = error;
  // Which one it is, the endpoint says by itself; else its words must name the setting as one, not just hold the word.
  return SETTINGS.find((name) =>
    param ? param === name || param.startsWith(`${name}.`) : REFUSED(name).test(message),
  );
}

function explain(error: unknown, baseURL: string): Error {
  if (error instanceof APIUserAbortError) return error;
  if (error instanceof APIConnectionError) {
    const own = appErrorIn(error);
    if (own) return own;
    const code = (error.cause as { cause?: { code?: string } } | undefined)?.cause?.code;
    const why = code === 'ECONNREFUSED' ? 'nothing listens there' : 'it closed the connection';
    return new AppError(
      'unavailable',
      `${baseURL} gave no answer: ${why}${code ? ` (${code})` : ''}. Check the address, and that it runs.`,
    );
  }
  if (!(error instanceof APIError)) return error as Error;
  const text = error.message.slice(0, 300);
  if (error.status === 401 || error.status === 403)
    return new AppError(
      'unavailable',
      `${baseURL} refused the key (${text}). Correct the key: OPENAI_API_KEY, or the variable that the target's token names.`,
    );
  if (error.status === 429)
    return new AppError('limit', `${baseURL} allows no more requests for now (${text}). Try later.`);
  return new AppError(
    'unavailable',
    `${baseURL} answered ${text}. Correct the request's model or settings, or try later.`,
  );
}

function appErrorIn(error: unknown): AppError | undefined {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof AppError) return cause;
  return undefined;
}
