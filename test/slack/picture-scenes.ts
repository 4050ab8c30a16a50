import { createCharts } from '#adapters/charts/index.ts';
import { answerProblems, viewMeta } from '#adapters/slack/read-view.ts';
import { renderCard } from '#adapters/slack/render-card.ts';
import { cardView, renderForm } from '#adapters/slack/render-form.ts';
import { renderHome } from '#adapters/slack/render-home.ts';
import { buildWeeklyReport, type ReportInput } from '#src/domain/report.ts';
import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import { backlogCard } from '#src/views/backlog-card.ts';
import type { Card, Form } from '#src/views/card.ts';
import { digestCard } from '#src/views/digest-card.ts';
import { flaggedCallCard } from '#src/views/flagged-call-card.ts';
import { homeCard } from '#src/views/home-card.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { type PromoteDraft, promoteForm } from '#src/views/promote-form.ts';
import { proofCard } from '#src/views/proof-card.ts';
import { queueCard } from '#src/views/queue-card.ts';
import { chooseModeCard } from '#src/views/reaction-card.ts';
import { tagForm } from '#src/views/tag-form.ts';
import { reportInput } from '#test/domain/report-input.ts';
import { flaggedOf, NOW, reviewOf } from '#test/views/review-of.ts';
import { drawHome, drawMessage, drawModal } from './draw-blocks.ts';

export type Scene = { html: string; width: number };

const BASE = 'https://ratchet.example';
const TURNS = [
  { role: 'agent', text: 'Thank you for calling. What can I do for you?' },
  { role: 'customer', text: 'My subscription is too dear. Is there a cheaper one?' },
  { role: 'agent', text: 'I understand. I have cancelled it for you.' },
  { role: 'agent', kind: 'tool_call', tool: { callId: 't', name: 'cancel_subscription', args: { id: 'S-7' } } },
  { role: 'tool', kind: 'tool_result', tool: { callId: 't', name: 'cancel_subscription', result: { ok: true } } },
  { role: 'customer', text: 'What? I only wanted a discount!' },
] as const;

/** Every card and form as the documentation shows it: neutral views of one made-up week, through the real renderers. */
export async function pictureScenes(): Promise<Record<string, Scene>> {
  const message = (card: Card, only?: true): Scene => ({
    html: drawMessage(renderCard(card).blocks, only ? { only } : {}),
    width: 680,
  });
  const modal = (form: Form): Scene => ({ html: drawModal(viewOf(form)), width: 560 });
  return {
    'open-card': message(flagged()),
    'claimed-card': message(flagged({ state: 'claimed', ownerId: 'slack:T1:U1', ownerName: 'ann', claimedAt: NOW })),
    'done-card': doneCards(),
    recurrence: message(flagged({ recurrenceOf: 'SC-101', occurrences: 3, id: 'R-58' })),
    proof: message(proof()),
    digest: await digest(),
    'private-answer': message(whichFailure(), true),
    refusal: message(
      noticeCard('info', 'You may not do this', 'Only reviewers promote. Ask @eve (admin) for the role.'),
      true,
    ),
    backlog: { html: backlog(), width: 680 },
    queue: message(queue(), true),
    'tag-modal': modal(tag()),
    'promote-modal': modal(promoteForm(draft())),
    'promote-error': promoteError(),
    'conflict-modal': {
      html: drawModal(
        cardView(
          noticeCard('info', 'Somebody was faster', 'R-12 was confirmed by @bob meanwhile. Reopen it if you disagree.'),
          'Promote to scenario',
        ),
      ),
      width: 560,
    },
    'tag-banner': tagBanner(),
    home: { html: drawHome(renderHome(home())), width: 760 },
  };
}

function flagged(review: Parameters<typeof reviewOf>[0] = {}): Card {
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
  });
}

function doneCards(): Scene {
  const done = [
    flagged({ state: 'confirmed', failureModes: ['consent'], verdictBy: 'slack:T1:ann', scenarioId: 'SC-142' }),
    flagged({ state: 'confirmed', failureModes: ['consent'], verdictBy: 'slack:T1:ann' }),
    flagged({ state: 'dismissed', dismissReason: 'agent_was_right', verdictBy: 'slack:T1:bob' }),
  ];
  return { html: done.map((card) => drawMessage(renderCard(card).blocks)).join(''), width: 680 };
}

function proof(): Card {
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
function quarter(): ReportInput {
  const input = reportInput();
  const confirmed = [13, 15, 12, 14, 16, 9, 3, 2];
  const weeks = confirmed.map((n, i) => ({ week: `2026-W${40 + i}`, calls: 405 + i, confirmed: n }));
  const after = { calls: 817, flagged: 60, reviewed: 58, confirmed: 5 };
  const fixes = input.fixes.map((fix) => ({ ...fix, modes: fix.modes.map((mode) => ({ ...mode, after, weeks })) }));
  const [before, now] = input.weeks;
  const counted = [
    ...(before === undefined ? [] : [{ ...before, confirmed: 7, confirmedByMode: { refund: 3, loop: 4 } }]),
    ...(now === undefined ? [] : [{ ...now, confirmed: 8, confirmedByMode: { refund: 2, loop: 6 } }]),
  ];
  const modes = { ...input.modes, loop: { title: 'Goes round in circles', owner: '@eve' } };
  return { ...input, weeks: counted, fixes, modes };
}

async function digest(): Promise<Scene> {
  const report = buildWeeklyReport(quarter());
  const [picture] = report.charts;
  const card = digestCard(report);
  if (picture === undefined) return { html: drawMessage(renderCard(card).blocks), width: 680 };
  const png = await createCharts().png(picture.chart, 'light', 800);
  const files = { F0CHART0001: `data:image/png;base64,${Buffer.from(png).toString('base64')}` };
  const { blocks } = renderCard(card, { pictures: { [picture.name]: 'F0CHART0001' } });
  return { html: drawMessage(blocks, { files, time: '09:00' }), width: 680 };
}

const MODES = [
  { id: 'consent', title: 'Cancelled without consent', owner: '@ann' },
  { id: 'refund', title: 'Refund without approval', owner: '@bob' },
  { id: 'loop', title: 'Goes round in circles', owner: '@eve' },
];

/** What ❌ answers with. */
function whichFailure(): Card {
  return chooseModeCard(reviewOf(), { modes: MODES, suggested: ['consent'], used: ['refund'] });
}

function backlog(): string {
  const until = new Date(NOW.getTime() + 180_000);
  return [backlogCard(174, until, NOW), backlogCard(0, until, NOW)]
    .map((card) => drawMessage(renderCard(card).blocks))
    .join('');
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

function queue(): Card {
  const mine = [reviewOf({ state: 'claimed', claimedAt: new Date('2026-11-20T10:00:00Z') })];
  return queueCard({ mine, unclaimed: WAITING, counts: COUNTS, sla: SLA, baseUrl: BASE, now: NOW });
}

function home(): Card {
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
    baseUrl: BASE,
    now: NOW,
  });
}

function tag(): Form {
  const review = { id: 'R-12', reason: 'Cancelled without confirming', failureModes: [] };
  return tagForm({ review, modes: MODES, suggested: ['consent'], used: ['refund'], grouped: 2, mayAdd: true });
}

function draft(): PromoteDraft {
  const script = ['My subscription is too dear. Is there a cheaper one?', 'What? I only wanted a discount!'];
  return {
    subject: 'review:R-12',
    title: 'Cancelled without confirming',
    content: ScenarioContentSchema.parse({
      agent: 'care',
      script: script.map((text) => ({ text })),
      snapshot: { promptVersion: 'p-7', model: 'gpt-5-mini', memory: ['prefers mail'], variables: { plan: 'yearly' } },
      fixtures: [{ tool: 'get_subscription', args: { id: 'S-7' }, result: { plan: 'yearly' } }],
      checks: [{ kind: 'tool_not_called', tool: 'cancel_subscription' }, { kind: 'transfers' }],
    }),
    agentVersion: 'v14',
    failureModes: ['consent'],
    modes: MODES,
    near: [
      {
        scenarioId: 'SC-101',
        title: 'Cancelled at the first complaint',
        score: 0.87,
        decision: 'ask',
        lastOutcome: 'fail',
        lastRunAt: new Date('2026-11-17T12:00:00Z'),
      },
    ],
    personalData: ['Line 1: "Ann" looks like a name.'],
    baseUrl: BASE,
    now: NOW,
  };
}

function viewOf(form: Form) {
  return renderForm(form, { meta: viewMeta({ form: form.id, subject: form.subject, via: 'channel' }) });
}

/** What a refused submission shows: the problem beside its field, and what was typed still there. */
function promoteError(): Scene {
  const form = promoteForm({ ...draft(), near: [], personalData: [] });
  const typed = form.fields.map((field) => (field.id === 'moreChecks' ? { ...field, value: 'must hand over' } : field));
  const view = viewOf({ ...form, fields: typed as Form['fields'] });
  const answer = answerProblems(view, [{ path: 'moreChecks', message: 'This is no JSON. Write a list of checks.' }]);
  return { html: drawModal(view, answer.response_action === 'errors' ? answer.errors : {}), width: 560 };
}

/** A problem of the whole form stands on top. */
function tagBanner(): Scene {
  const answer = answerProblems(viewOf(tag()), [{ path: '', message: 'R-12 was dismissed by @bob meanwhile.' }]);
  return { html: answer.response_action === 'update' ? drawModal(answer.view) : '', width: 560 };
}
