import { cleanText, cut } from '#src/domain/plain-text.ts';
import { count } from '#src/domain/rate-words.ts';
import type { Review } from '#src/domain/review.ts';
import type { Card, Inline } from './card.ts';
import { pageLinks } from './page-links.ts';

/** One post about flagged calls too old for cards of their own: how many, and the worst of them. */
export function oldCallsCard({
  total,
  worst,
  baseUrl,
}: {
  total: number;
  worst: readonly Review[];
  baseUrl: string;
}): Card {
  const title = `${count(total)} older call${total === 1 ? ' was' : 's were'} flagged`;
  const items = worst
    .slice(0, 10)
    .map((review): Inline[] => [
      { link: review.id, href: pageLinks(baseUrl).call(review.callId) },
      ` ${review.severity}: ${cut(cleanText(review.reason), 100)} · ${cleanText(review.agent)} · score ${Math.round(review.score)}`,
    ]);
  return {
    tone: 'info',
    title,
    blocks: [
      {
        type: 'context',
        parts: [
          'They got no cards of their own. All are in the ',
          { link: 'queue', href: pageLinks(baseUrl).home() },
          '; the worst:',
        ],
      },
      { type: 'list', items },
    ],
    controls: [],
    overflow: [],
    fallback: title,
  };
}
