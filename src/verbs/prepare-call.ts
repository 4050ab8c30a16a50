import { createHash } from 'node:crypto';
import { agentOf, agentVersionOf, type Call } from '#src/domain/call.ts';
import { hashNumber, maskNumber } from '#src/domain/redact/customer-number.ts';
import type { CallRow, NewCall } from '#src/ports/store/calls.ts';

/** Numbers the turns, and replaces the customer's number by its keyed hash and a mask. */
export function normaliseCall(call: Call, secret: string): Call {
  const turns = call.turns.map((turn, i) => ({ ...turn, i }));
  const customer = call.customer;
  if (!customer) return { ...call, turns };
  const { number, ...kept } = customer;
  const numberHash = number === undefined ? undefined : hashNumber(secret, number);
  const hashed =
    number === undefined || numberHash === undefined ? {} : { numberHash, numberMasked: maskNumber(number) };
  return { ...call, turns, customer: { ...kept, ...hashed } };
}

/** Who the customer was across calls: the team's reference, else the number's hash. */
export function customerKeyOf(call: Call): string | null {
  if (call.customer?.ref) return `ref:${call.customer.ref}`;
  return call.customer?.numberHash ? `num:${call.customer.numberHash}` : null;
}

/** The narrow row and the body of a normalised call, ready to store. A call without a start began when it was received. */
export function prepareCall(call: Call, ids: { id: string; now: Date }, raw?: unknown): NewCall {
  return { row: rowOf(call, ids), call, ...(raw === undefined ? {} : { raw }) };
}

function rowOf(call: Call, { id, now }: { id: string; now: Date }): CallRow {
  const satisfaction = call.outcome?.satisfaction;
  return {
    id,
    source: call.source,
    sourceCallId: call.sourceCallId,
    revision: call.sourceRevision ?? 0,
    agent: agentOf(call),
    agentVersion: agentVersionOf(call) ?? null,
    channel: call.channel,
    language: call.language ?? null,
    intent: call.intent ?? null,
    customerKey: customerKeyOf(call),
    startedAt: call.startedAt ? new Date(call.startedAt) : now,
    durationMs: durationOf(call),
    endReason: call.end?.reason ?? 'unknown',
    turnCount: call.turns.length,
    toolCount: call.turns.filter((turn) => turn.kind === 'tool_call').length,
    escalated: call.outcome?.escalated ?? null,
    resolved: call.outcome?.resolved ?? null,
    satisfaction: satisfaction ? satisfaction.value / satisfaction.scale : null,
    costAmount: call.cost?.amount ?? null,
    costCurrency: call.cost?.currency ?? null,
    score: null,
    scorecardVersion: null,
    flagged: null,
    severity: null,
    patternKey: null,
    contentHash: contentHash(call),
    receivedAt: now,
    scoredAt: null,
  };
}

/** Of the call as it came in: the schema orders its keys, so the same payload has the same hash. */
function contentHash(call: Call): string {
  return createHash('sha256').update(JSON.stringify(call)).digest('hex').slice(0, 40);
}

function durationOf(call: Call): number | null {
  if (call.durationMs !== undefined) return call.durationMs;
  if (call.startedAt && call.endedAt) return Math.max(0, Date.parse(call.endedAt) - Date.parse(call.startedAt));
  const last = call.turns.at(-1);
  return last?.endMs ?? last?.startMs ?? null;
}
