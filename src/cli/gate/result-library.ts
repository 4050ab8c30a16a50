import { z } from 'zod';
import type { ApiClient, ApiRequest } from '#src/cli/api-client.ts';
import { withRetries } from '#src/cli/with-retries.ts';
import { canonicalArgs } from '#src/domain/canonical-json.ts';
import { AppError } from '#src/errors.ts';
import type { ToolAnswer } from '#src/ports/agent.ts';
import type { ResultLibrary } from '#src/replay/results.ts';

const AnswerSchema = z.union([
  z.object({ found: z.literal(true), result: z.unknown(), isError: z.boolean() }),
  z.object({ found: z.literal(false) }),
]);
const MAX_KNOWN = 5_000;
const libraries = new WeakMap<ApiClient, ResultLibrary>();

/**
 * Results of other calls, asked of the server once each: again when it is away or busy, until `signal` ends the gate. An older server
 * knows none. Rejects when no answer came; the next that asks for the same then asks the server anew.
 */
export function resultLibrary(client: ApiClient, signal?: AbortSignal): ResultLibrary {
  const made = libraries.get(client) ?? createLibrary(client, signal);
  libraries.set(client, made);
  return made;
}

function createLibrary(client: ApiClient, signal: AbortSignal | undefined): ResultLibrary {
  const known = new Map<string, Promise<ToolAnswer | undefined>>();
  return (agent, tool, args) => {
    const key = `${agent}\n${tool}\n${canonicalArgs(args)}`;
    const before = known.get(key);
    if (before) return before;
    const asked = ask(client, { agent, tool, args }, signal);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, asked);
    // A server that was away for a moment must not be an error of every later run.
    asked.catch(() => known.get(key) === asked && known.delete(key));
    return asked;
  };
}

async function ask(client: ApiClient, body: object, signal: AbortSignal | undefined): Promise<ToolAnswer | undefined> {
  const request: ApiRequest = { method: 'POST', path: '/v1/tool-results', body, ...(signal ? { signal } : {}) };
  try {
    const answer = AnswerSchema.parse(await withRetries(() => client.send(request), signal));
    if (!answer.found) return undefined;
    return answer.isError ? { result: answer.result, isError: true } : { result: answer.result };
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}
