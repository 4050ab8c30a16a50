import type { Form } from './card.ts';

/** Adds to the taxonomy; `subject` is the review whose tag form waits for it. Values: title, owner, description. */
export function failureModeForm(subject: string, owner: string): Form {
  return {
    id: 'failure_mode',
    subject,
    title: 'New failure mode',
    submitLabel: 'Add',
    fields: [
      {
        type: 'text',
        id: 'title',
        label: 'What goes wrong',
        required: true,
        max: 75,
        hint: 'In a few words, such as: Cancelled without consent.',
      },
      {
        type: 'text',
        id: 'owner',
        label: 'Who answers for fixing it',
        value: owner,
        required: true,
        max: 120,
      },
      { type: 'area', id: 'description', label: 'How to tell it from others', max: 1_000, rows: 3 },
    ],
  };
}
