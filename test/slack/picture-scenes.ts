import { createCharts } from '#adapters/charts/index.ts';
import { answerProblems, viewMeta } from '#adapters/slack/read-view.ts';
import { renderCard } from '#adapters/slack/render-card.ts';
import { cardView, renderForm } from '#adapters/slack/render-form.ts';
import { renderHome } from '#adapters/slack/render-home.ts';
import { buildWeeklyReport } from '#src/domain/report.ts';
import { backlogCard } from '#src/views/backlog-card.ts';
import type { Card, Form } from '#src/views/card.ts';
import { digestCard } from '#src/views/digest-card.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { promoteForm } from '#src/views/promote-form.ts';
import { chooseModeCard } from '#src/views/reaction-card.ts';
import { NOW, reviewOf } from '#test/views/review-of.ts';
import { drawHome, drawMessage, drawModal } from './draw-blocks.ts';
import { flagged, home, proof, quarter, queue } from './picture-cards.ts';
import { draft, MODES, tag } from './picture-forms.ts';

export type Scene = { html: string; width: number };

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
    recurrence: message(flagged({ recurrenceOf: 'SC-101', occurrences: 3, id: 'R-58' }, 'R-12')),
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

function doneCards(): Scene {
  const done = [
    flagged({ state: 'confirmed', failureModes: ['consent'], verdictBy: 'slack:T1:ann', scenarioId: 'SC-142' }),
    flagged({ state: 'confirmed', failureModes: ['consent'], verdictBy: 'slack:T1:ann' }),
    flagged({ state: 'dismissed', dismissReason: 'agent_was_right', verdictBy: 'slack:T1:bob' }),
  ];
  return { html: done.map((card) => drawMessage(renderCard(card).blocks)).join(''), width: 680 };
}

async function digest(): Promise<Scene> {
  const report = buildWeeklyReport(quarter());
  const [picture] = report.charts;
  const card = digestCard(report);
  if (picture === undefined) return { html: drawMessage(renderCard(card).blocks), width: 680 };
  const png = await createCharts().png(picture.chart, 'light', 400);
  const files = { F0CHART0001: `data:image/png;base64,${Buffer.from(png).toString('base64')}` };
  const { blocks } = renderCard(card, { pictures: { [picture.name]: 'F0CHART0001' } });
  return { html: drawMessage(blocks, { files, time: '09:00' }), width: 680 };
}

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
