import type { Form } from './card.ts';
import { modeOptions, NO_MODES, type TagChoice } from './tag-form.ts';

export type LookChoice = {
  /** "look:L-12". */
  subject: string;
  modes: TagChoice['modes'];
  suggested: readonly string[];
  used: readonly string[];
};

/** What was wrong with a call that nothing had flagged. Values: failureModes (several), note. */
export function lookForm({ subject, modes, suggested, used }: LookChoice): Form {
  const options = modeOptions(modes, suggested, used);
  return {
    id: 'look',
    subject,
    title: 'What went wrong?',
    submitLabel: 'Confirm',
    fields: [
      {
        type: 'note',
        id: 'about',
        tone: 'muted',
        parts: ['The call goes into review as confirmed, found by a look; it can be promoted like any other.'],
      },
      ...(options.length === 0 ? [NO_MODES] : []),
      {
        type: 'multi',
        id: 'failureModes',
        label: 'Failure mode',
        options,
        values: [],
        required: true,
        hint: 'The most used first.',
        ...(modes.length > options.length ? { more: 'failureModes' as const } : {}),
      },
      { type: 'area', id: 'note', label: 'Note', max: 2_000, rows: 3, hint: 'What the next reader should know.' },
    ],
  };
}
