import { type CallInput, CallSchema } from '#src/domain/call.ts';
import type { Review } from '#src/domain/review.ts';
import type { Signal } from '#src/domain/signal.ts';
import type { FlaggedCall } from '#src/views/flagged-call-card.ts';

export const NOW = new Date('2026-11-20T12:00:00Z');

export function reviewOf(more: Partial<Review> = {}): Review {
  return {
    id: 'R-12',
    callId: 'c1',
    agent: 'care',
    agentVersion: 'v14',
    state: 'open',
    version: 1,
    severity: 'critical',
    reason: 'Cancelled without confirming',
    patternKey: 'care · compliance:consent · cancel · cancel',
    score: 29,
    failureModes: [],
    occurrences: 1,
    lastOccurrenceAt: new Date('2026-11-20T11:00:00Z'),
    queueOrder: 0.5,
    createdAt: new Date('2026-11-20T09:00:00Z'),
    updatedAt: new Date('2026-11-20T09:00:00Z'),
    ...more,
  };
}

export const CANCELLED: Signal = {
  detector: 'compliance',
  rule: 'consent',
  tool: 'cancel',
  severity: 'critical',
  criterion: 'procedure',
  title: 'Cancelled without confirming',
  reason: 'cancel ran without a yes.',
  turns: [2],
};

const CALL: CallInput = {
  source: 'test',
  sourceCallId: '1',
  agent: { name: 'care', version: 'v14' },
  intent: 'cancel',
  startedAt: '2026-11-20T08:30:00Z',
  durationMs: 200_000,
  outcome: { businessImpact: { amount: 42, currency: 'GBP', kind: 'yearly subscription' } },
  turns: [
    { role: 'agent', text: 'Hello.' },
    { role: 'customer', text: 'It is too dear.' },
    { role: 'agent', kind: 'tool_call', tool: { callId: 't1', name: 'cancel', args: { id: 7 } } },
    { role: 'tool', kind: 'tool_result', tool: { callId: 't1', name: 'cancel', result: { ok: true } } },
    { role: 'agent', text: 'Cancelled.' },
  ],
};

export function flaggedOf(
  review: Partial<Review> = {},
  more: Partial<FlaggedCall> = {},
  call: Partial<CallInput> = {},
): FlaggedCall {
  return {
    review: reviewOf(review),
    call: CallSchema.parse({ ...CALL, ...call }),
    findings: {
      signals: [CANCELLED],
      criteria: [
        { id: 'resolution', score: 100, reason: 'Nothing found.' },
        { id: 'efficiency', score: 80, reason: 'The call took 20 turns.' },
        { id: 'procedure', score: 10, reason: 'cancel ran without a yes.' },
        { id: 'empathy', score: null, reason: 'Not judged.' },
      ],
    },
    votes: [],
    modeTitles: { consent: 'Cancelled without consent' },
    threshold: 60,
    groupingHours: 24,
    baseUrl: 'http://r.test',
    now: NOW,
    ...more,
  };
}
