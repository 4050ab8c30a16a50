import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Review } from '#src/domain/review.ts';
import type { Field, Form } from './card.ts';

/** Which review shows the same failure. Values: of (an offered id or ""), other (an id typed in, which wins). */
export function duplicateForm(
  review: { id: string; reason: string },
  candidates: readonly Pick<Review, 'id' | 'reason' | 'state'>[],
): Form {
  const options = candidates
    .filter(({ id }) => id !== review.id)
    .slice(0, 99)
    .map(({ id, reason, state }) => ({ value: id, label: cut(`${id} ${cleanText(reason)}`, 75), hint: state }));
  const offered: Field[] =
    options.length === 0 ? [] : [{ type: 'select', id: 'of', label: 'Same failure as', options }];
  return {
    id: 'duplicate',
    subject: `review:${review.id}`,
    title: 'Duplicate of…',
    submitLabel: 'Mark',
    fields: [
      { type: 'note', id: 'about', tone: 'muted', parts: [`${review.id} · ${cut(cleanText(review.reason), 140)}`] },
      ...offered,
      {
        type: 'text',
        id: 'other',
        label: options.length === 0 ? 'Same failure as' : 'Or another review',
        max: 80,
        required: options.length === 0,
        hint: 'A review id such as R-12.',
      },
    ],
  };
}

/** The id a submitted duplicate form names, in capitals; "" when neither is given. */
export function duplicateChoice(values: Readonly<Record<string, string | readonly string[]>>): string {
  const typed = String(values['other'] ?? '').trim();
  return (typed === '' ? String(values['of'] ?? '') : typed).toUpperCase();
}
