import { z } from 'zod';
import { AppError } from '#src/errors.ts';
import { type Turn, TurnSchema } from './turn.ts';

const SessionReplySchema = z.object({
  sessionId: z.string().min(1).max(200),
  turns: z.array(TurnSchema).max(5_000).default([]),
  notRestored: z.array(z.string().max(400)).max(50).default([]),
});
const TurnReplySchema = z.object({
  turns: z.array(TurnSchema).max(5_000).default([]),
  ended: z.boolean().default(false),
});

export type SessionReply = z.output<typeof SessionReplySchema>;

/** What POST /sessions answered; unknown fields are left out. Throws `unavailable` naming the field that is outside the protocol. */
export function parseSessionReply(data: unknown): SessionReply {
  return parse(SessionReplySchema, data, 'the start of a session');
}

/** What POST /sessions/{id}/turns answered. */
export function parseTurnReply(data: unknown): { turns: Turn[]; ended: boolean } {
  return parse(TurnReplySchema, data, 'a turn');
}

function parse<S extends z.ZodType>(schema: S, data: unknown, what: string): z.output<S> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') || 'the whole answer';
  throw new AppError(
    'unavailable',
    `The agent answered ${what} outside the protocol (${where}: ${issue?.message ?? 'not readable'}); see docs/agent-protocol.md.`,
  );
}
