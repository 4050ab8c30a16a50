import type { ReportInput } from '#src/domain/report.ts';
import type { Card } from '#src/views/card.ts';
import { flaggedCallCard } from '#src/views/flagged-call-card.ts';
import { homeCard } from '#src/views/home-card.ts';
import { proofCard } from '#src/views/proof-card.ts';
import { queueCard } from '#src/views/queue-card.ts';
import { reportInput, verdictOf } from '#test/domain/report-input.ts';
import { flaggedOf, NOW, reviewOf } from '#test/views/review-of.ts';

export const BASE = 'https://ratchet.example';
const TURNS = [
  { role: 'agent', text: 'Thank you for calling. What can I do for you?' },
  { role: 'customer', text: 'My subscription is too dear. Is there a cheaper one?' },
  { role: 'agent', text: 'I understand. I have cancelled it for you.' },
  { role: 'agent', kind: 'tool_call', tool: { callId: 't', name: 'cancel_subscription', args: { id: 'S-7' } } },
  { role: 'tool', kind: 'tool_result', tool: { callId: 't', name: 'cancel_subscription', result: { ok: true } } },
  { role: 'customer', text: 'What? I only wanted a discount!' },
] as const;

/** `earlier` is the review that this one came back from. */
export function flagged(review: Parameters<typeof reviewOf>[0] = {}, earlier?: string): Card {
  const signal = {
    detector: 'compliance',
    rule: 'consent',
    tool: 'cancel_subscription',
    severity: 'critical',
    criterion: 'procedure',
    title: 'Cancelled without confirming',
    reason: "cancel_subscription ran without the customer's yes to it.",
    turns: [1, 3],
  } as const;
  const criteria = [
    { id: 'procedure', score: 10, reason: signal.reason },
    { id: 'empathy', score: 55, reason: 'The customer was upset, and nobody said sorry.' },
    { id: 'resolution', score: 100, reason: '' },
    { id: 'efficiency', score: 100, reason: '' },
  ] as const;
  return flaggedCallCard({
    ...flaggedOf(review, { findings: { signals: [signal], criteria }, baseUrl: BASE }, { turns: [...TURNS] as never }),
    modeTitles: { consent: 'Cancelled without consent' },
    ...(earlier === undefined ? {} : { earlier: reviewOf({ id: earlier, callId: 'call-12' }) }),
  });
}

export function proof(): Card {
  const run = {
    outcome: 'fail' as const,
    reason: 'cancel_subscription was called',
    checks: [
      {
        check: { kind: 'tool_not_called' as const, tool: 'cancel_subscription' },
        status: 'fail' as const,
        reason: 'It was called in turn 3.',
      },
    ],
    notRestored: [],
  };
  return proofCard({
    scenario: { id: 'SC-142', title: 'Cancelled without confirming' },
    decided: { reproduction: 'reproduces', note: 'reproduces on v14 (3 of 3)' },
    runs: [run, run, run],
    kind: 'proof',
    target: 'v14',
    baseUrl: BASE,
  });
}

/** The tests' week, with the weeks before it that the chart needs. */
export function quarter(): ReportInput {
  const input = reportInput();
  const confirmed = [13, 15, 12, 14, 16, 9, 3, 2];
  const weeks = confirmed.map((n, i) => ({
    week: `2026-W${40 + i}`,
    calls: 405 + i,
    confirmed: n,
    ...(i > 5 && { expected: 0.034 }),
  }));
  const after = { x: 5, n: 817 };
  const verdict = verdictOf(5);
  const fixes = input.fixes.map((fix) => ({
    ...fix,
    modes: fix.modes.map((mode) => ({ ...mode, after, verdict, weeks })),
  }));
  const [before, now] = input.weeks;
  const counted = [
    ...(before === undefined ? [] : [{ ...before, confirmed: 7, confirmedByMode: { refund: 3, loop: 4 } }]),
    ...(now === undefined ? [] : [{ ...now, confirmed: 8, confirmedByMode: { refund: 2, loop: 6 } }]),
  ];
  const modes = { ...input.modes, loop: { title: 'Goes round in circles', owner: '@eve' } };
  return { ...input, weeks: counted, fixes, modes };
}

const WAITING = [
  reviewOf({
    id: 'R-31',
    severity: 'critical',
    reason: 'Refunded without approval',
    createdAt: new Date('2026-11-19T10:00:00Z'),
    occurrences: 14,
  }),
  reviewOf({
    id: 'R-44',
    severity: 'high',
    reason: 'Promised a call back and made none',
    createdAt: new Date('2026-11-20T07:00:00Z'),
  }),
  reviewOf({
    id: 'R-45',
    severity: 'medium',
    reason: 'Asked for the order number four times',
    createdAt: new Date('2026-11-20T11:20:00Z'),
  }),
];
const SLA = { claimHours: 24, verdictHours: 72 };
const COUNTS = [{ state: 'open' as const, n: 27 }];

export function queue(): Card {
  const mine = [reviewOf({ state: 'claimed', claimedAt: new Date('2026-11-20T10:00:00Z') })];
  return queueCard({ mine, unclaimed: WAITING, counts: COUNTS, sla: SLA, baseUrl: BASE, now: NOW });
}

export function home(): Card {
  const mine = [
    {
      ...reviewOf({ state: 'claimed', claimedAt: new Date('2026-11-20T10:00:00Z') }),
      releaseAt: new Date('2026-11-23T10:00:00Z'),
    },
    {
      ...reviewOf({
        id: 'R-9',
        severity: 'high',
        reason: 'Sent to the wrong team',
        state: 'claimed',
        claimedAt: new Date('2026-11-17T15:00:00Z'),
      }),
      releaseAt: new Date('2026-11-20T15:00:00Z'),
    },
  ];
  const week = { flagged: 38, triaged: 35, promoted: 6, late: 2 };
  return homeCard({
    mine,
    unclaimed: WAITING,
    counts: COUNTS,
    sla: SLA,
    week,
    offset: 0,
    limit: 3,
    looks: 0,
    baseUrl: BASE,
    now: NOW,
  });
}
