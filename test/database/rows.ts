import { CallSchema } from '#src/domain/call.ts';
import type { Review } from '#src/domain/review.ts';
import type { CallRow, NewCall } from '#src/ports/store/calls.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import type { StoredRun, StoredScenario } from '#src/ports/store/scenarios.ts';

export const noon = new Date('2026-11-16T12:00:00.000Z');
export const hours = (n: number) => new Date(noon.getTime() + n * 3_600_000);

/** A call of two turns, as a verb hands it to the store. */
export function newCall(id: string, fields: Partial<CallRow> = {}, text = 'Cancel my order, please.'): NewCall {
  const row: CallRow = {
    id,
    source: 'test',
    sourceCallId: `s-${id}`,
    revision: 0,
    agent: 'orders',
    agentVersion: 'v14',
    channel: 'phone',
    language: null,
    intent: 'cancel_order',
    customerKey: null,
    startedAt: noon,
    durationMs: 61_000,
    endReason: 'customer_hangup',
    turnCount: 2,
    toolCount: 0,
    escalated: null,
    resolved: null,
    satisfaction: null,
    costAmount: null,
    costCurrency: null,
    score: null,
    scorecardVersion: null,
    flagged: null,
    severity: null,
    patternKey: null,
    contentHash: `hash-${id}`,
    receivedAt: noon,
    scoredAt: null,
    ...fields,
  };
  const call = CallSchema.parse({
    source: row.source,
    sourceCallId: row.sourceCallId,
    agent: { name: row.agent, version: 'v14' },
    turns: [
      { role: 'customer', text },
      { role: 'agent', text: 'Done.' },
    ],
    snapshot: { promptVersion: 'v14', memory: [{ fact: 'likes tea' }] },
    metadata: { queue: 'a' },
  });
  return { row, call, raw: { from: id } };
}

export function newReview(id: string, callId: string, fields: Partial<Review> = {}): StoredReview {
  return {
    id,
    callId,
    agent: 'orders',
    state: 'open',
    version: 1,
    severity: 'high',
    reason: 'Cancelled without asking.',
    patternKey: 'orders|loop',
    score: 41,
    failureModes: [],
    occurrences: 1,
    lastOccurrenceAt: noon,
    queueOrder: 0.5,
    callStartedAt: noon,
    createdAt: noon,
    updatedAt: noon,
    ...fields,
  };
}

export function newScenario(id: string, callId: string, fields: Partial<StoredScenario> = {}): StoredScenario {
  return {
    id,
    version: 1,
    title: 'Asks before it cancels',
    failureModes: ['skips_confirmation'],
    tier: 'fast',
    identityHash: 'abc',
    provenance: { callId, agentVersion: 'v14', promotedBy: 'web:ann', promotedAt: noon.toISOString() },
    content: {
      agent: 'orders',
      script: [{ text: 'Cancel my order.' }],
      snapshot: {},
      fixtures: [],
      checks: [{ kind: 'does_not_transfer' }],
      toolEffects: {},
    },
    patternKey: 'orders|loop',
    reproduction: 'unproved',
    approvedPasses: 0,
    spoken: { customer: 'cancel my order', agent: 'done' },
    createdAt: noon,
    updatedAt: noon,
    ...fields,
  };
}

export function newRun(id: string, scenarioId: string, fields: Partial<StoredRun> = {}): StoredRun {
  const outcome = fields.outcome ?? 'pass';
  const startedAt = fields.startedAt ?? noon;
  return {
    id,
    scenarioId,
    scenarioVersion: 1,
    kind: 'replay',
    target: 'sample',
    outcome,
    report: {
      runId: id,
      scenarioId,
      scenarioVersion: 1,
      identityHash: 'abc',
      outcome,
      reason: `It ended as ${outcome}.`,
      checks:
        outcome === 'fail' ? [{ check: { kind: 'transfers' }, status: 'fail', reason: 'It did not.', turn: 3 }] : [],
      turns: [{ kind: 'speech', role: 'agent', text: 'Hello.' }],
      notRestored: [],
      startedAt: startedAt.toISOString(),
      durationMs: 900,
    },
    startedAt,
    durationMs: 900,
    createdAt: startedAt,
    ...fields,
  };
}
