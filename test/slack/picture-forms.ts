import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import type { Form } from '#src/views/card.ts';
import type { PromoteDraft } from '#src/views/promote-form.ts';
import { tagForm } from '#src/views/tag-form.ts';
import { NOW } from '#test/views/review-of.ts';
import { BASE } from './picture-cards.ts';

export const MODES = [
  { id: 'consent', title: 'Cancelled without consent', owner: '@ann' },
  { id: 'refund', title: 'Refund without approval', owner: '@bob' },
  { id: 'loop', title: 'Goes round in circles', owner: '@eve' },
];

export function tag(): Form {
  const review = { id: 'R-12', reason: 'Cancelled without confirming', failureModes: [] };
  return tagForm({ review, modes: MODES, suggested: ['consent'], used: ['refund'], grouped: 2, mayAdd: true });
}

export function draft(): PromoteDraft {
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
