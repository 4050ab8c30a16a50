import { argsKey } from '#src/domain/library-results.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { ResultLibrary } from '#src/replay/results.ts';

/** What the same tool gave for the same arguments in other calls of an agent. */
export function storedResults({ store }: Deps): ResultLibrary {
  return async (agent, tool, args) => {
    const known = await store.toolResults.find(agent, tool, argsKey(args));
    return known && { result: known.result, ...(known.isError ? { isError: true } : {}) };
  };
}
