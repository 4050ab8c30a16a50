import type { Check } from '#src/domain/check.ts';
import type { DraftRefusals } from '#src/domain/keep-drafts.ts';
import { cleanText } from '#src/domain/plain-text.ts';
import type { Field } from './card.ts';
import { describeCheck } from './describe-check.ts';

export type Drafted = { model: string; checks: readonly Check[] };

/** The checks that a model drafted, none of them ticked, or the button that has it draft some. Values: drafts. */
export function draftFields(
  subject: string,
  { drafts, mayDraft, told }: { drafts?: Drafted | undefined; mayDraft: boolean; told?: string | undefined },
): Field[] {
  const said: Field[] =
    told === undefined ? [] : [{ type: 'note', id: 'drafted', tone: 'info', parts: [cleanText(told)] }];
  if (drafts === undefined)
    return mayDraft
      ? [...said, { type: 'action', id: 'draftChecks', control: 'draft_checks', subject, label: 'Draft checks' }]
      : said;
  // Chat cuts a choice at 75 characters: what a check does stands above in full, what it means beside its box.
  const whole = drafts.checks.map(
    (check, i): Field => ({
      type: 'note',
      id: `draft-${i}`,
      tone: 'muted',
      parts: [{ bold: `Draft ${i + 1}: ` }, cleanText(describeCheck(check))],
    }),
  );
  return [
    ...said,
    ...whole,
    {
      type: 'multi',
      id: 'drafts',
      label: 'Drafts of a model',
      options: drafts.checks.map((check, i) => ({
        value: String(i),
        label: `Draft ${i + 1}: ${cleanText(check.note ?? '').replace(/^Drafted: /, '')}`,
      })),
      hint: `The failing call fails each. ${cleanText(drafts.model)} wrote them: tick those that you mean, and they are kept with the rest.`,
    },
  ];
}

/** What became of a model's drafts, in a line. */
export function draftedWords(kept: number, refused: DraftRefusals & { unreadable: number }): string {
  const why = [
    [refused.passes, 'this call would pass'],
    [refused.unknownTool, 'of tools that the agent does not have'],
    [refused.unusable + refused.unreadable, 'that cannot be used'],
    [refused.known, 'that are there already'],
  ] as const;
  const left = why.flatMap(([n, words]) => (n === 0 ? [] : [`${n} ${words}`]));
  const out = left.length === 0 ? '' : ` Left out: ${left.join(', ')}.`;
  if (kept === 0) return `The model drafted no check that helps here.${out}`;
  return `The model drafted ${kept === 1 ? 'one check' : `${kept} checks`}: look at each below.${out}`;
}
