import { AppError } from '#src/errors.ts';
import type { Drafter } from '#src/ports/drafter.ts';
import type { Chat } from './chat.ts';
import { ARTICLE_JSON, CHECKS_JSON, readArticle, readChecks } from './draft-answer.ts';
import { ARTICLE_SYSTEM, articleWords, CHECKS_SYSTEM, checksWords, DRAFT_PROMPT_VERSION } from './draft-prompt.ts';
import { loadChat } from './load-chat.ts';

/** Somebody has the form open and waits; what comes later than this nobody looks at. */
const TIMEOUT_MS = 30_000;
/** A dialog of Teams is answered within ten seconds or is lost. */
const PATIENCE_MS = 6_000;

/** How long somebody waits before pressing again where the endpoint allows no more requests. */
const AGAIN_MS = 60_000;

type Prompt = { name: string; system: string; words: string; schema: Record<string, unknown>; signal: AbortSignal };

/** A drafter by any OpenAI-compatible endpoint; structured output where the endpoint knows it. */
export function createDrafter(settings: { baseURL: string; apiKey: string | undefined; model: string }): Drafter {
  let chat: Promise<Chat> | undefined;
  const ask = async ({ name, system, words, schema, signal }: Prompt): Promise<string> => {
    chat ??= loadChat(settings);
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const { choices } = await (await chat).complete(
        {
          model: settings.model,
          temperature: 0,
          seed: 1,
          response_format: { type: 'json_schema', json_schema: { name, strict: true, schema } },
          messages: [
            { role: 'system', content: system },
            { role: 'user', content: words },
          ],
        },
        AbortSignal.any([signal, limit]),
      );
      return choices[0]?.message.content ?? '';
    } catch (error) {
      if (error instanceof AppError && error.code === 'limit') throw comeAgain(error);
      if (!limit.aborted || signal.aborted) throw error;
      throw new AppError('unavailable', `The model did not answer within ${TIMEOUT_MS / 1_000} s; try later.`);
    }
  };
  return {
    version: `${settings.model}/${DRAFT_PROMPT_VERSION}`,
    patienceMs: PATIENCE_MS,
    async checks({ signal, ...call }) {
      const words = checksWords({ ...call, signal });
      return readChecks(await ask({ name: 'checks', system: CHECKS_SYSTEM, words, schema: CHECKS_JSON, signal }));
    },
    async article({ signal, ...call }) {
      const words = articleWords({ ...call, signal });
      return readArticle(await ask({ name: 'article', system: ARTICLE_SYSTEM, words, schema: ARTICLE_JSON, signal }));
    },
  };
}

/** Too many requests, not too large a one. */
function comeAgain({ code, message }: AppError): AppError {
  return new AppError(code, message, { retryAfterMs: AGAIN_MS });
}
