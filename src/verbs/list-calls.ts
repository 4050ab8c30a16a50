import { z } from 'zod';
import { TimeSchema } from '#src/domain/time.ts';
import type { CallRow } from '#src/ports/store/calls.ts';
import { verb } from '#src/verb.ts';
import { agentsAskedFor } from './list-reviews.ts';

const CursorSchema = z.object({ startedAt: TimeSchema, id: z.string() });

/** Calls, newest first, a page at a time. */
export const listCalls = verb({
  name: 'call.list',
  input: z.object({
    flagged: z.boolean().optional(),
    agent: z.string().max(200).optional(),
    text: z.string().max(200).optional(),
    before: CursorSchema.optional(),
    limit: z.int().min(1).max(200).default(50),
  }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(
    deps,
    ctx,
    { agent, limit, ...filter },
  ): Promise<{ calls: CallRow[]; next?: { startedAt: Date; id: string } }> {
    const agents = agentsAskedFor(ctx.actor, agent);
    const calls = await deps.store.calls.list({ ...filter, agents, limit: limit + 1 });
    const last = calls.length > limit ? calls[limit - 1] : undefined;
    return { calls: calls.slice(0, limit), ...(last ? { next: { startedAt: last.startedAt, id: last.id } } : {}) };
  },
});
