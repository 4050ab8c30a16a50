import { z } from 'zod';
import { listenJson, sendJson } from '#demo/json-http.ts';
import type { Snapshot } from '#src/domain/snapshot.ts';
import { type Turn, TurnSchema } from '#src/domain/turn.ts';

export type ToolAnswer = { result: unknown; isError?: boolean } | { unanswered: true };
export type ToolDesk = { url: string; used: { tool: string; args: unknown }[]; close: () => Promise<void> };

/** A tool server of a test: answers by the function and writes down what was asked. */
export async function openTools(answer: (tool: string, args: unknown) => ToolAnswer): Promise<ToolDesk> {
  const used: ToolDesk['used'] = [];
  const server = await listenJson(0, ({ path, body }) => {
    const tool = path.slice(1);
    const { args } = z.object({ args: z.unknown() }).parse(body);
    used.push({ tool, args });
    const reply = answer(tool, args);
    return { status: 'unanswered' in reply ? 404 : 200, body: reply };
  });
  return { url: server.url, used, close: server.close };
}

const OpenedSchema = z.object({ sessionId: z.string(), turns: z.array(TurnSchema), notRestored: z.array(z.string()) });
const ReplySchema = z.object({ turns: z.array(TurnSchema), ended: z.boolean() });

export type Conversation = { turns: Turn[]; ended: boolean; notRestored: string[] };

/** Says the lines one after the other over the protocol; gives every turn, the customer's own ones too. */
export async function talkTo(
  agentUrl: string,
  toolBaseUrl: string,
  lines: readonly string[],
  snapshot: Snapshot = {},
): Promise<Conversation> {
  const start = { scenarioId: 'SC-1', runId: 'R-1', snapshot, toolBaseUrl };
  const opened = OpenedSchema.parse((await sendJson('POST', `${agentUrl}/sessions`, start)).body);
  const turns = [...opened.turns];
  let ended = false;
  for (const text of lines) {
    const reply = ReplySchema.parse(
      (await sendJson('POST', `${agentUrl}/sessions/${opened.sessionId}/turns`, { text })).body,
    );
    turns.push({ kind: 'speech', role: 'customer', text }, ...reply.turns);
    ended = reply.ended;
  }
  await sendJson('DELETE', `${agentUrl}/sessions/${opened.sessionId}`);
  return { turns, ended, notRestored: opened.notRestored };
}

/** What the agent said last. */
export function lastSaid(turns: readonly Turn[]): string {
  return turns.findLast((turn) => turn.kind === 'speech' && turn.role === 'agent')?.text ?? '';
}
