import { createHash } from 'node:crypto';
import { agentOf, type Call } from './call.ts';
import { canonicalArgs } from './canonical-json.ts';
import { toolUses } from './tool-result.ts';

/** A tool's answer that other calls' replays may get for the same tool and arguments. */
export type LibraryResult = { agent: string; tool: string; argsKey: string; result: unknown; isError: boolean };

const MAX_RESULTS = 50;
const MAX_ARGS = 4_000;
const MAX_RESULT = 20_000;

/** 32 hex digits, equal for equal arguments. Throws `invalid` beyond 200 levels. */
export function argsKey(args: unknown): string {
  return createHash('sha256').update(canonicalArgs(args)).digest('hex').slice(0, 32);
}

/**
 * What a call gives to the library: the first answer of each of its own tool calls. Pseudonyms are numbered in each call anew, so a call
 * whose arguments hold personal data would be found for another person, and is left out; results are kept with theirs replaced.
 */
export function libraryResults(call: Call, redact: (value: unknown) => unknown): LibraryResult[] {
  const found = new Map<string, LibraryResult>();
  for (const use of toolUses(call)) {
    if (use.requestedBy !== 'agent' || use.result === undefined || found.size === MAX_RESULTS) continue;
    const args = canonicalArgs(use.args);
    const key = `${use.name}\n${args}`;
    if (found.has(key) || args.length > MAX_ARGS || canonicalArgs(redact(use.args)) !== args) continue;
    const result = redact(use.result);
    if ((JSON.stringify(result)?.length ?? 0) > MAX_RESULT) continue;
    const flagged = call.turns[use.resultTurn ?? use.callTurn]?.tool?.flaggedOk;
    const isError = flagged === undefined ? use.ok === false : !flagged;
    found.set(key, { agent: agentOf(call), tool: use.name, argsKey: argsKey(use.args), result, isError });
  }
  return [...found.values()];
}
