import { canonicalArgs } from '#src/domain/canonical-json.ts';
import type { ToolUse, Turn } from '#src/domain/turn.ts';
import type { Attempt } from './attempts.ts';
import type { Helped } from './run-notes.ts';

/** The turns of a run as they grow: the script's lines, what the target reported, and every tool call that reached the tool server. */
export type RunTurns = {
  readonly turns: Turn[];
  /** Index of the first tool call that nothing answered. */
  readonly divergedAt: number | undefined;
  /** The tool calls whose result is not this call's own, in order. */
  readonly helped: readonly Helped[];
  customerSaid(text: string): void;
  /** Joins the target's reported turns with the attempts made meanwhile; `tookMs` becomes the latency of its first turn. */
  agentReplied(reported: readonly Turn[], attempts: readonly Attempt[], tookMs?: number): void;
};

type Joined = { attempt: Attempt; resultDue: boolean };

/**
 * What reached the tool server is the truth: a reported call is joined with it (by callId, else by tool and arguments) so that it counts
 * once, its reported result is replaced by the one given, and an unreported call is put in where it happened, before the speech that
 * follows. The customer speaks by the script only: customer turns from a target are left out.
 */
export function createRunTurns(): RunTurns {
  const turns: Turn[] = [];
  const joined: Joined[] = [];
  const ownId = createOwnIds();
  const helped: Helped[] = [];
  let divergedAt: number | undefined;

  function push(turn: Turn): void {
    turns.push({ ...turn, i: turns.length });
  }

  function pushAttempt(attempt: Attempt, reported: Turn | undefined): void {
    const { tool: name, answer } = attempt;
    const args = attempt.isRefused && reported?.tool ? reported.tool.args : attempt.args;
    const given = attempt.callId ?? reported?.tool?.callId;
    joined.push({ attempt: { ...attempt, callId: given }, resultDue: true });
    const callId = ownId(given);
    push({ ...(reported ?? { role: 'agent' as const }), kind: 'tool_call', tool: { callId, name, args } });
    if (attempt.from !== undefined) helped.push({ tool: name, turn: turns.length - 1, from: attempt.from });
    if ('unanswered' in answer) divergedAt ??= turns.length - 1;
    else push(resultTurn({ callId, name, result: answer.result, flaggedOk: !answer.isError }));
  }

  /** Whether this part of a report is already there. */
  function isRecorded(kind: Turn['kind'], tool: ToolUse): boolean {
    const known = joined.find(
      (one) =>
        (tool.callId !== undefined && one.attempt.callId === tool.callId && one.attempt.tool === tool.name) ||
        (kind === 'tool_result' && tool.callId === undefined && one.resultDue && one.attempt.tool === tool.name),
    );
    if (known && kind === 'tool_result') known.resultDue = false;
    return known !== undefined && (kind === 'tool_result' || tool.callId !== undefined);
  }

  return {
    turns,
    helped,
    get divergedAt() {
      return divergedAt;
    },
    customerSaid: (text) => push({ kind: 'speech', role: 'customer', text }),
    agentReplied(reported, attempts, tookMs) {
      const open = [...attempts];
      const own = withLatency(reported.filter((turn) => turn.role !== 'customer').map(withoutClaims), tookMs);
      const closing = closingSpeechStart(own);
      for (const [i, turn] of own.entries()) {
        if (i === closing) while (open.length > 0) pushAttempt(open.shift() as Attempt, undefined);
        const at = turn.kind === 'tool_call' && turn.tool ? indexOfAttempt(open, turn.tool) : -1;
        if (at >= 0) {
          for (const earlier of open.splice(0, at)) pushAttempt(earlier, undefined);
          pushAttempt(open.shift() as Attempt, turn);
        } else if (!turn.tool || !isRecorded(turn.kind, turn.tool)) push(turn);
      }
      for (const attempt of open) pushAttempt(attempt, undefined);
    },
  };
}

function resultTurn(tool: ToolUse): Turn {
  return { kind: 'tool_result', role: 'tool', tool };
}

/** Ids may come twice or not at all; a result must find its own call. */
function createOwnIds(): (given: string | undefined) => string {
  const ids = new Set<string>();
  return (given) => {
    const id = given === undefined || ids.has(given) ? `${(given ?? 'call').slice(0, 190)}#${ids.size + 1}` : given;
    ids.add(id);
    return id;
  };
}

function indexOfAttempt(open: readonly Attempt[], tool: ToolUse): number {
  const byId = tool.callId === undefined ? -1 : open.findIndex((one) => one.callId === tool.callId);
  if (byId >= 0 || open.length === 0) return byId;
  const args = canonicalArgs(tool.args);
  const ofTool = (one: Attempt) => one.tool === tool.name && (one.callId === undefined || tool.callId === undefined);
  const same = open.findIndex((one) => ofTool(one) && canonicalArgs(one.args) === args);
  // The agent knows what it called with where the tool server could not read it.
  return same >= 0 ? same : open.findIndex((one) => one.isRefused && ofTool(one));
}

/** Where the speech begins that ends a reply: tool calls nobody reported happened before it. */
function closingSpeechStart(turns: readonly Turn[]): number {
  let at = turns.length;
  while (at > 0 && turns[at - 1]?.tool === undefined) at -= 1;
  return at;
}

/** A target may not say that its tool call was the customer's: such a call would escape every check. */
function withoutClaims(turn: Turn): Turn {
  if (!turn.tool) return turn;
  const { requestedBy: _claim, ...tool } = turn.tool;
  return { ...turn, tool };
}

function withLatency(turns: readonly Turn[], tookMs: number | undefined): Turn[] {
  const first = turns.findIndex((turn) => turn.role === 'agent' && turn.kind === 'speech');
  return turns.map((turn, i) => {
    if (tookMs === undefined || i !== Math.max(first, 0) || turn.latency?.e2eMs !== undefined) return turn;
    return { ...turn, latency: { ...turn.latency, e2eMs: tookMs } };
  });
}
