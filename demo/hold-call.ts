import { z } from 'zod';
import type { Snapshot } from '#src/domain/snapshot.ts';
import { type Turn, TurnSchema } from '#src/domain/turn.ts';
import type { Backend } from './backend.ts';
import { createBusiness, type ToolResult } from './business.ts';
import { createCustomer, type Feeling } from './customers/customer.ts';
import type { CallPlan } from './customers/plan-call.ts';
import { sendJson } from './json-http.ts';

const OpenedSchema = z.object({ sessionId: z.string(), turns: z.array(TurnSchema).default([]) });
const ReplySchema = z.object({ turns: z.array(TurnSchema), ended: z.boolean() });

/** One customer turn and what the agent did upon it; the first exchange has no customer turn. */
export type Exchange = { said?: string; turns: Turn[] };

/** What happened between customer and agent, before times and cost are put to it. */
export type HeldCall = {
  plan: CallPlan;
  exchanges: Exchange[];
  toolAnswers: ReadonlyMap<string, ToolResult>;
  endedBy: 'agent' | 'customer';
  feeling: Feeling;
};

/** Lets a customer talk with the agent at `agentUrl` ("…/v14") over its protocol until one of them ends it. */
export async function holdCall(
  plan: CallPlan,
  snapshot: Snapshot,
  agentUrl: string,
  backend: Backend,
): Promise<HeldCall> {
  const name = String(plan.number);
  const desk = backend.open(name, createBusiness(plan));
  const customer = createCustomer(plan);
  const start = { scenarioId: 'demo', runId: name, snapshot, toolBaseUrl: desk.toolBaseUrl };
  const opened = OpenedSchema.parse(await post(`${agentUrl}/sessions`, start));
  const session = `${agentUrl}/sessions/${opened.sessionId}`;
  const exchanges: Exchange[] = [{ turns: opened.turns }];
  let endedBy: HeldCall['endedBy'] = 'agent';
  customer.hear(spokenIn(opened.turns));
  for (;;) {
    const move = customer.move();
    if (move.hangsUp) {
      if (move.text !== undefined) exchanges.push({ said: move.text, turns: [] });
      endedBy = 'customer';
      break;
    }
    const reply = ReplySchema.parse(await post(`${session}/turns`, { text: move.text ?? '' }));
    exchanges.push({ said: move.text ?? '', turns: reply.turns });
    customer.hear(spokenIn(reply.turns));
    if (reply.ended) break;
  }
  await sendJson('DELETE', session);
  desk.close();
  return { plan, exchanges, toolAnswers: desk.used, endedBy, feeling: customer.feeling() };
}

async function post(url: string, body: unknown): Promise<unknown> {
  const reply = await sendJson('POST', url, body);
  if (reply.status !== 200) throw new Error(`The sample agent answered ${reply.status} at ${new URL(url).pathname}.`);
  return reply.body;
}

function spokenIn(turns: readonly Turn[]): string {
  return turns
    .filter((turn) => turn.kind === 'speech')
    .map((turn) => turn.text ?? '')
    .join(' ');
}
