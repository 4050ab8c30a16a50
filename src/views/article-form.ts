import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Problem } from '#src/errors.ts';
import type { Field, Form, FormValues } from './card.ts';

/** Slack takes no longer input: https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
export const ARTICLE_MAX = 3_000;

export type ArticleDraft = {
  reviewId: string;
  reason: string;
  title: string;
  body: string;
  fixId?: string;
  /** "KA-3" where the call has one already. */
  existing?: string;
  fixes: readonly { id: string; title: string }[];
  /** The model that drafted it; `mayDraft` where one can be asked, `told` why nothing came of it. */
  drafted?: string;
  mayDraft?: boolean;
  told?: string;
};

/** What the agent should have known. Values: title, body, fixId. */
export function articleForm(draft: ArticleDraft): Form {
  const { reviewId, reason, title, body, fixId, existing, fixes } = draft;
  const about = `${reviewId} · ${cut(cleanText(reason), 140)}. Saved, the call is replayed with it.`;
  const options = fixes
    .slice(0, 99)
    .map((fix) => ({ value: fix.id, label: cut(`${fix.id} ${cleanText(fix.title)}`, 75) }));
  return {
    id: 'article',
    subject: `review:${reviewId}`,
    title: existing === undefined ? 'Write knowledge' : `Rewrite ${existing}`,
    submitLabel: 'Save and replay',
    fields: [
      { type: 'note', id: 'about', tone: 'muted', parts: [about] },
      ...draftedFields(draft),
      { type: 'text', id: 'title', label: 'Title', value: cut(cleanText(title), 200), required: true, max: 200 },
      {
        type: 'area',
        id: 'body',
        label: 'What the agent should know',
        value: cut(cleanText(body), ARTICLE_MAX),
        required: true,
        max: ARTICLE_MAX,
        rows: 12,
        hint: 'Markdown. Write what holds for every customer, and nothing about this one.',
      },
      ...(options.length === 0
        ? []
        : [
            {
              type: 'select',
              id: 'fixId',
              label: 'Fix it belongs to',
              options: [{ value: '', label: 'none yet' }, ...options],
              value: fixId ?? '',
            } as const,
          ]),
    ],
  };
}

/** Says what a model wrote, or offers to have it write. */
function draftedFields({ reviewId, drafted, mayDraft, told }: ArticleDraft): Field[] {
  const words = drafted === undefined ? told : `Drafted by ${drafted} from this call. Check every sentence.`;
  const said: Field[] =
    words === undefined
      ? []
      : [{ type: 'note', id: 'drafted', tone: drafted === undefined ? 'info' : 'warning', parts: [cleanText(words)] }];
  if (drafted !== undefined || mayDraft !== true) return said;
  const subject = `review:${reviewId}`;
  return [...said, { type: 'action', id: 'draftArticle', control: 'draft_article', subject, label: 'Draft it' }];
}

/** What is missing in a filled article form. */
export function parseArticle(values: FormValues): Problem[] {
  const is = (id: string) => String(values[id] ?? '').trim() !== '';
  return [
    ...(is('title') ? [] : [{ path: 'title', message: 'Say in a few words what it is about.' }]),
    ...(is('body') ? [] : [{ path: 'body', message: 'Write what the agent should know.' }]),
  ];
}
