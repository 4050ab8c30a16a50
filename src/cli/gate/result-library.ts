import { z } from 'zod';
import type { ApiClient } from '#src/cli/api-client.ts';
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

/** Results of other calls, asked of the server once each. An older server knows none. */
export function resultLibrary(client: ApiClient): ResultLibrary {
  const made = libraries.get(client) ?? createLibrary(client);
  libraries.set(client, made);
  return made;
}

function createLibrary(client: ApiClient): ResultLibrary {
  const known = new Map<string, Promise<ToolAnswer | undefined>>();
  return (agent, tool, args) => {
    const key = `${agent}\n${tool}\n${canonicalArgs(args)}`;
    const asked = known.get(key) ?? ask(client, { agent, tool, args });
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, asked);
    return asked;
  };
}

async function ask(client: ApiClient, body: object): Promise<ToolAnswer | undefined> {
  try {
    const answer = AnswerSchema.parse(await client.send({ method: 'POST', path: '/v1/tool-results', body }));
    if (!answer.found) return undefined;
    return answer.isError ? { result: answer.result, isError: true } : { result: answer.result };
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}
