import { z } from 'zod';
import { type Actor, maySeeAgent } from '#src/domain/actor.ts';
import { argsKey } from '#src/domain/library-results.ts';
import type { Reads } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';

export type ToolResult = { found: false } | { found: true; result: unknown; isError: boolean };

/** What an agent's tool answered to the same arguments in another call; for replays that run elsewhere. */
export const findToolResult = verb({
  name: 'tool_result.find',
  input: z.object({
    agent: z.string().min(1).max(200),
    tool: z.string().min(1).max(200),
    args: z.unknown(),
  }),
  allow: { role: 'reviewer', scope: 'gate' },
  run: (deps, ctx, input) => knownResult(deps.store, ctx.actor, input),
});

async function knownResult(
  reads: Pick<Reads, 'toolResults'>,
  actor: Actor,
  { agent, tool, args }: { agent: string; tool: string; args?: unknown },
): Promise<ToolResult> {
  if (!maySeeAgent(actor, agent)) return { found: false };
  const known = await reads.toolResults.find(agent, tool, argsKey(args));
  return known ? { found: true, ...known } : { found: false };
}
