import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Form } from './card.ts';

/** For how long a review leaves the queue. Values: hours. */
export function snoozeForm(review: { id: string; reason: string }): Form {
  return {
    id: 'snooze',
    subject: `review:${review.id}`,
    title: 'Snooze',
    submitLabel: 'Snooze',
    fields: [
      { type: 'note', id: 'about', tone: 'muted', parts: [`${review.id} · ${cut(cleanText(review.reason), 140)}`] },
      {
        type: 'select',
        id: 'hours',
        label: 'Come back in',
        options: [
          { value: '4', label: '4 hours' },
          { value: '24', label: 'a day' },
          { value: '72', label: '3 days' },
          { value: '168', label: 'a week' },
        ],
        value: '24',
        required: true,
      },
    ],
  };
}
