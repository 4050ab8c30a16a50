import { cleanText, cut } from '#src/domain/plain-text.ts';
import { count } from '#src/domain/rate-words.ts';
import type { FixReport } from '#src/domain/report.ts';
import type { Inline } from './card.ts';

const MAX_ARTICLES = 3;

/** "KA-3 “Discounts” · 2 more": the articles written for a fix, each a link; nothing where there are none. */
export function knowledgeParts(knowledge: NonNullable<FixReport['knowledge']>): Inline[] {
  const shown = knowledge.slice(0, MAX_ARTICLES);
  const more = knowledge.length - shown.length;
  return [
    ...shown.flatMap(({ id, title, href }, i): Inline[] => [
      ...(i === 0 ? [] : [' · ']),
      { link: id, href },
      ` “${cut(cleanText(title), 80)}”`,
    ]),
    ...(more > 0 ? [` · ${count(more)} more`] : []),
  ];
}
