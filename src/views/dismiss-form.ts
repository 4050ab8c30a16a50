import { cleanText, cut } from '#src/domain/plain-text.ts';
import { DISMISS_REASONS } from '#src/domain/review.ts';
import type { Form } from './card.ts';

/** Why a flagged call is no failure. Values: reason, note. */
export function dismissForm(review: { id: string; reason: string }): Form {
  return {
    id: 'dismiss',
    subject: `review:${review.id}`,
    title: 'Not a failure',
    submitLabel: 'Dismiss',
    fields: [
      { type: 'note', id: 'about', tone: 'muted', parts: [`${review.id} · ${cut(cleanText(review.reason), 140)}`] },
      {
        type: 'select',
        id: 'reason',
        label: 'Why',
        options: DISMISS_REASONS.map(({ id, label }) => ({ value: id, label })),
        required: true,
      },
      { type: 'area', id: 'note', label: 'Note', max: 2_000, rows: 3, hint: 'Helps those who tune the detectors.' },
    ],
  };
}
