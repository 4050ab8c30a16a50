import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Field, Form, Option } from './card.ts';

export type TagChoice = {
  review: { id: string; reason: string; failureModes: readonly string[]; note?: string };
  modes: readonly { id: string; title: string; owner: string }[];
  /** Ids that the call's signals point at. */
  suggested: readonly string[];
  /** Most used first. */
  used: readonly string[];
  /** How many occurrences stand under this card. */
  grouped: number;
  /** What was typed already, a newly added failure mode ticked with it; it stands instead of what the review has. */
  typed?: { note: string; withGroup: string; chosen: readonly string[] };
  /** Whether the one who tags may add to the taxonomy. */
  mayAdd?: boolean;
};

/** Chat platforms take a hundred options at most. */
const MAX_OPTIONS = 100;

/** Which failure it is. Values: failureModes (several), note, withGroup ("yes" | "no"). */
export function tagForm({ review, modes, suggested, used, grouped, typed, mayAdd = false }: TagChoice): Form {
  const given = typed ? [...new Set(typed.chosen)] : review.failureModes;
  const ticked = given.length > 0 ? given : suggested.slice(0, 1);
  // What is ticked must be among the choices, however many there are.
  const options = modeOptions(modes, suggested, [...given, ...used]);
  const known = ticked.filter((id) => options.some((option) => option.value === id));
  const fields: Field[] = [
    { type: 'note', id: 'about', tone: 'muted', parts: [`${review.id} · ${cut(cleanText(review.reason), 140)}`] },
    ...(options.length === 0 ? [NO_MODES] : []),
    {
      type: 'multi',
      id: 'failureModes',
      label: 'Failure mode',
      options,
      values: known,
      required: true,
      hint: 'Suggested by the signals first, then the most used.',
      ...(modes.length > options.length ? { more: 'failureModes' as const } : {}),
    },
    ...(mayAdd ? [newModeAction(review.id)] : []),
    {
      type: 'area',
      id: 'note',
      label: 'Note',
      value: typed?.note ?? review.note ?? '',
      max: 2_000,
      rows: 3,
      hint: 'What the next reader should know.',
    },
    ...(grouped > 0 ? [groupField(grouped, typed?.withGroup)] : []),
  ];
  return { id: 'tag', subject: `review:${review.id}`, title: 'What went wrong?', submitLabel: 'Confirm', fields };
}

/** Failure modes as options: suggested ones, then by use, then by title. */
export function modeOptions(
  modes: TagChoice['modes'],
  suggested: readonly string[],
  used: readonly string[] = [],
): Option[] {
  const rank = (id: string) => {
    if (suggested.includes(id)) return suggested.indexOf(id) - 1_000;
    return used.includes(id) ? used.indexOf(id) : 1_000;
  };
  return [...modes]
    .sort((a, b) => rank(a.id) - rank(b.id) || a.title.localeCompare(b.title, 'en'))
    .slice(0, MAX_OPTIONS)
    .map(({ id, title, owner }) => ({
      value: id,
      label: cut(cleanText(title), 75),
      hint: cut(cleanText(`${suggested.includes(id) ? 'suggested · ' : ''}${owner}`), 75),
    }));
}

function newModeAction(reviewId: string): Field {
  return {
    type: 'action',
    id: 'newMode',
    control: 'new_failure_mode',
    subject: `review:${reviewId}`,
    label: 'New failure mode…',
  };
}

export const NO_MODES: Field = {
  type: 'note',
  id: 'none',
  tone: 'warning',
  parts: [
    'There is no failure mode yet. Add some under ',
    { code: 'failureModes' },
    ' in ratchet.yaml, each with an owner, and restart.',
  ],
};

function groupField(grouped: number, value = 'no'): Field {
  const many = grouped === 1 ? 'the one' : `the ${grouped}`;
  return {
    type: 'select',
    id: 'withGroup',
    label: `Also ${many} grouped under it`,
    options: [
      { value: 'yes', label: `Yes, ${many} too` },
      { value: 'no', label: 'No, only this call' },
    ],
    value,
    required: true,
  };
}
