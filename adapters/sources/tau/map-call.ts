import type { CallInput } from '#src/domain/call.ts';
import type { TauCall, TauPrompts, TauTurn } from './tau-call.ts';

type TurnInput = NonNullable<CallInput['turns']>[number];

// Simulator tokens tell how the call was scored; neither a detector nor a person may see them.
const CONTROL_TOKENS = /###[A-Z-]+###/g;

/** One recorded call as a canonical call. What the benchmark knows of its outcome (reward, labels, expected actions) is left behind. */
export function mapTauCall(raw: TauCall, prompts: TauPrompts): CallInput {
  const clock = createClock(raw);
  const turns = raw.turns.flatMap((turn) => mapTurn(turn, clock));
  const durationMs = raw.duration_s == null ? undefined : Math.round(raw.duration_s * 1_000);
  const transferred = raw.outcome.transferred_to_human === true || raw.outcome.ended_by === 'transfer';
  return {
    source: 'tau',
    sourceCallId: raw.id,
    agent: { name: `${raw.domain}-agent`, version: raw.agent_key.slice(0, 200), model: raw.agent_model ?? undefined },
    channel: raw.channel === 'voice' ? 'phone' : 'chat',
    direction: 'inbound',
    language: raw.language ?? undefined,
    environment: raw.benchmark,
    startedAt: clock.startedAt,
    endedAt: durationMs === undefined ? undefined : new Date(Date.parse(clock.startedAt) + durationMs).toISOString(),
    durationMs,
    connected: true,
    turns,
    end: mapEnd(raw, transferred),
    transfers: transferred ? [{ kind: 'blind', requestedBy: 'agent', status: 'connected' }] : undefined,
    cost: raw.cost?.agent == null ? undefined : { amount: raw.cost.agent, currency: 'USD' },
    snapshot: mapSnapshot(raw, prompts),
    governance: { quality: { hasTranscript: true, hasTools: true, hasTimings: clock.timed }, verified: 'none' },
  };
}

type Clock = { startedAt: string; timed: boolean; startMs(turn: TauTurn): number | undefined };

/** Voice turns carry seconds from the start, others their own date; the earliest of both is the call's start. */
function createClock(raw: TauCall): Clock {
  const times = raw.turns
    .flatMap((turn) => (turn.at === undefined ? [] : [Date.parse(turn.at)]))
    .filter((t) => !Number.isNaN(t));
  const recorded = Date.parse(raw.started_at);
  const start = times.reduce((a, b) => Math.min(a, b), Number.isNaN(recorded) ? (times[0] ?? 0) : recorded);
  const startMs = (turn: TauTurn): number | undefined => {
    if (turn.start_s !== undefined) return Math.max(0, Math.round(turn.start_s * 1_000));
    const at = turn.at === undefined ? Number.NaN : Date.parse(turn.at);
    return Number.isNaN(at) ? undefined : Math.max(0, Math.round(at - start));
  };
  return {
    startedAt: new Date(start).toISOString(),
    timed: raw.turns.some((turn) => startMs(turn) !== undefined),
    startMs,
  };
}

function mapTurn(turn: TauTurn, clock: Clock): TurnInput[] {
  const startMs = clock.startMs(turn);
  if (turn.role === 'tool') {
    const result = turn.tool_result;
    if (result === undefined) return [];
    const requestedBy = turn.requested_by === 'customer' ? ('customer' as const) : ('agent' as const);
    const flaggedOk = result.is_error == null ? undefined : !result.is_error;
    const tool = {
      callId: result.id?.slice(0, 200),
      name: toolName(result.name),
      result: result.output,
      flaggedOk,
      requestedBy,
    };
    return [{ kind: 'tool_result', role: 'tool', startMs, tool }];
  }
  const text = turn.text.replace(CONTROL_TOKENS, '').trim();
  const endMs = turn.end_s === undefined ? undefined : Math.round(turn.end_s * 1_000);
  const speech: TurnInput[] = text === '' ? [] : [{ kind: 'speech', role: turn.role, text, startMs, endMs }];
  const calls: TurnInput[] = (turn.tool_calls ?? []).map((call) => ({
    kind: 'tool_call',
    role: turn.role,
    startMs,
    tool: {
      callId: call.id?.slice(0, 200),
      name: toolName(call.name),
      args: call.arguments,
      requestedBy: turn.role === 'customer' ? 'customer' : 'agent',
    },
  }));
  return [...speech, ...calls];
}

function toolName(name: string | undefined): string {
  return name === undefined || name === '' ? 'unnamed_tool' : name.slice(0, 200);
}

/** How it ended, as a platform would report it: nothing of whether the task was done. */
function mapEnd(raw: TauCall, transferred: boolean): CallInput['end'] {
  const { ended_by: by, termination_reason: reason } = raw.outcome;
  const rawReason = reason ?? by ?? undefined;
  if (by === 'max_turns') return { raw: rawReason, reason: 'max_duration', endedBy: 'platform' };
  if (by === 'too_many_errors') return { raw: rawReason, reason: 'tool_error', endedBy: 'platform' };
  if (by === 'error') return { raw: rawReason, reason: 'model_error', endedBy: 'platform' };
  if (transferred) return { raw: rawReason, reason: 'transferred', endedBy: by === 'customer' ? 'customer' : 'agent' };
  if (by === 'customer') return { raw: rawReason, reason: 'customer_hangup', endedBy: 'customer' };
  if (by === 'agent') return { raw: rawReason, reason: 'agent_hangup', endedBy: 'agent' };
  return { raw: rawReason, reason: 'unknown' };
}

function mapSnapshot(raw: TauCall, prompts: TauPrompts): CallInput['snapshot'] {
  const prompt = raw.system_prompt_ref == null ? undefined : prompts.prompts[raw.system_prompt_ref];
  const toolset = raw.tools_ref == null ? undefined : prompts.tools[raw.tools_ref];
  return {
    promptHash: raw.system_prompt_ref ?? undefined,
    promptVersion: raw.agent_key.slice(0, 200),
    systemPrompt: prompt?.text,
    model: raw.agent_model ?? undefined,
    tools: toolset?.tools.map((tool) => ({ id: tool.function.name, schema: tool.function.parameters })),
  };
}
