import { z } from 'zod';
import { sendJson } from '#demo/json-http.ts';
import { type Snapshot, SnapshotSchema } from '#src/domain/snapshot.ts';
import type { Turn } from '#src/domain/turn.ts';
import { conflict } from '#src/errors.ts';
import { converse, type Ending } from './conversation.ts';
import type { Facts, Flow, Talk, ToolOutcome } from './talk.ts';
import { understand } from './understand.ts';
import { type AgentVersion, behaviourAt, VERSIONS } from './versions.ts';

export const SessionStartSchema = z.object({
  scenarioId: z.string().max(200),
  runId: z.string().max(200),
  snapshot: SnapshotSchema.default({}),
  toolBaseUrl: z.url({ protocol: /^https?$/ }),
});
export type Start = z.output<typeof SessionStartSchema>;

export type Reply = { turns: Turn[]; ended: boolean };
export type Session = { opening: Turn[]; notRestored: string[]; hear: (text: string) => Promise<Reply> };

/** Starts one conversation. It depends on nothing but version, snapshot, what is said and what the tools answer. */
export async function startSession(version: AgentVersion, start: Start): Promise<Session> {
  const turns: Turn[] = [];
  const talk = createTalk(version, start, turns);
  const flow: Flow<Ending> = converse(talk);
  let state: 'waiting' | 'busy' | 'ended' = 'busy';
  const settle = (step: IteratorResult<void, Ending>): Reply => {
    state = step.done ? 'ended' : 'waiting';
    if (step.done && step.value === 'person') handOver(talk, turns);
    return { turns: turns.splice(0), ended: state === 'ended' };
  };
  const opening = settle(await flow.next()).turns;
  return {
    opening,
    notRestored: notRestored(version, start.snapshot),
    hear: async (text) => {
      if (state === 'ended') return { turns: [], ended: true };
      if (state === 'busy') throw conflict('The last turn is still being answered; wait for it, then send the next.');
      state = 'busy';
      const heard = understand(text);
      remember(talk.facts, heard);
      return settle(await flow.next(heard));
    },
  };
}

function createTalk(version: AgentVersion, start: Start, turns: Turn[]): Talk {
  let calls = 0;
  const clock = Date.parse(start.snapshot.clockAt ?? '');
  const now = Number.isNaN(clock) ? new Date() : new Date(clock);
  return {
    version: behaviourAt(version, now),
    snapshot: start.snapshot,
    facts: factsOf(start.snapshot),
    now,
    say: (text, kb) => say(turns, version.model, text, kb),
    use: async (name, args) => {
      calls += 1;
      const callId = `tool-${calls}`;
      turns.push({ kind: 'tool_call', role: 'agent', tool: { callId, name, args } });
      const { outcome, result } = await useTool(`${start.toolBaseUrl.replace(/\/$/, '')}/${name}`, callId, args);
      turns.push({ kind: 'tool_result', role: 'tool', tool: { callId, name, result, flaggedOk: outcome.ok } });
      return outcome;
    },
  };
}

/** What is said in one breath is one turn. */
function say(turns: Turn[], model: string, text: string, kb?: Turn['kb']): void {
  const last = turns.at(-1);
  if (last?.kind === 'speech') {
    last.text = `${last.text ?? ''} ${text}`;
    if (kb !== undefined) last.kb = [...(last.kb ?? []), ...kb];
  } else {
    turns.push({ kind: 'speech', role: 'agent', text, model, ...(kb && { kb }) });
  }
}

/** A tool that fails, hangs or is not there is an error the conversation goes on with, never the end of it. */
async function useTool(url: string, callId: string, args: unknown): Promise<{ outcome: ToolOutcome; result: unknown }> {
  const reply = await sendJson('POST', url, { callId, args }).catch(() => undefined);
  const body = ToolReplySchema.safeParse(reply?.body).data;
  if (reply?.status !== 200 || body === undefined) {
    const code = reply === undefined ? 'unreachable' : 'unanswered';
    return { outcome: { ok: false, code }, result: { error: { code } } };
  }
  const error = ErrorSchema.safeParse(body.result).data?.error;
  const isRecord = typeof body.result === 'object' && body.result !== null;
  if (body.isError === true || error !== undefined || !isRecord) {
    return { outcome: { ok: false, code: error?.code ?? 'failed' }, result: body.result ?? null };
  }
  return { outcome: { ok: true, result: body.result as Record<string, unknown> }, result: body.result };
}

const ToolReplySchema = z.object({ result: z.unknown(), isError: z.boolean().optional() });
const ErrorSchema = z.object({ error: z.object({ code: z.string() }) });

const VariablesSchema = z.object({
  customerId: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
});
const LoyaltySchema = z.object({ memberSince: z.string() });

function factsOf(snapshot: Snapshot): Facts {
  const variables = VariablesSchema.safeParse(snapshot.variables ?? {}).data;
  const loyalty = (snapshot.memory ?? [])
    .map((entry) => LoyaltySchema.safeParse(entry).data)
    .find((entry) => entry !== undefined);
  return {
    customerId: variables?.customerId,
    email: variables?.email,
    memberSince: loyalty?.memberSince,
    saidDecided: false,
  };
}

function remember(facts: Facts, heard: ReturnType<typeof understand>): void {
  facts.email = heard.email ?? facts.email;
  facts.phone = heard.phone ?? facts.phone;
  facts.orderId = heard.orderId ?? facts.orderId;
  facts.saidDecided ||= heard.decided;
}

function handOver(talk: Talk, turns: Turn[]): void {
  talk.say('Of course. I am connecting you with a colleague now.');
  turns.push({ kind: 'handoff', role: 'agent', text: 'Handed over to the care team' });
}

function notRestored(version: AgentVersion, snapshot: Snapshot): string[] {
  const known = new Set(version.tools.map((tool) => tool.id));
  const missing = (snapshot.tools ?? []).filter((tool) => !known.has(tool.id)).map((tool) => tool.id);
  const models = new Set(Object.values(VERSIONS).map((each) => each.model));
  const problems: string[] = [];
  if (missing.length > 0) problems.push(`This version has no tool ${missing.slice(0, 5).join(', ')}.`);
  if (snapshot.model !== undefined && !models.has(snapshot.model)) {
    problems.push(`The model ${snapshot.model} is not available; ${version.model} answers instead.`);
  }
  return problems;
}
