import type { Answer } from '#src/interactions/answer.ts';
import type { Card, ControlId, Form, FormId } from '#src/views/card.ts';
import { noticeCard } from '#src/views/notice-card.ts';

/** The control that makes a form (again): a form opens only from a button, and is made anew to stand with its problems. */
export const FORM_CONTROLS: Readonly<Record<FormId, ControlId>> = {
  tag: 'tag',
  dismiss: 'dismiss',
  promote: 'promote',
  duplicate: 'duplicate',
  snooze: 'snooze',
  fix: 'register_fix',
  failure_mode: 'new_failure_mode',
  settings: 'settings',
  override_gate: 'override_gate',
  known_failing: 'accept_failing',
  rollback: 'rollback',
  article: 'write_article',
  look: 'look_wrong',
  version_live: 'version_live',
};

/** An answer as a card for one person; undefined when there is nothing to say. A form becomes the button that opens it. */
export function answerCard(answer: Answer): Card | undefined {
  switch (answer.kind) {
    case 'done':
      return answer.note === undefined ? undefined : noticeCard('ok', answer.note);
    case 'private':
      return answer.card;
    case 'form':
      return openCard(answer.form);
    case 'problems':
      return noticeCard('warning', 'That did not fit', answer.problems.map(({ message }) => message).join(' '));
    case 'link':
      return {
        ...noticeCard('info', answer.label),
        blocks: [
          { type: 'text', parts: [{ link: 'Open it', href: answer.href }] },
          { type: 'context', parts: ['The address is yours alone, works once, and only for ten minutes.'] },
        ],
      };
  }
}

function openCard({ id, subject, title, submitLabel }: Form): Card {
  return noticeCard('info', title, undefined, [
    { id: FORM_CONTROLS[id], label: `${submitLabel}…`, subject, style: 'primary' },
  ]);
}
