import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Card } from './card.ts';
import { pageLinks } from './page-links.ts';

/** Says in the thread that an article was written; the replay with it follows. */
export function articleCard(
  { id, title, body, fixId, writtenBy }: { id: string; title: string; body: string; fixId?: string; writtenBy: string },
  reviewId: string,
  baseUrl: string,
): Card {
  const words = cut(cleanText(`${id} written: ${title}`), 140);
  const fix = fixId === undefined ? 'not part of a fix yet' : `part of ${fixId}`;
  return {
    tone: 'info',
    title: words,
    blocks: [
      { type: 'text', parts: [cut(cleanText(body), 600)] },
      {
        type: 'context',
        parts: [
          `by ${cleanText(writtenBy)} · ${fix} · `,
          { link: id, href: pageLinks(baseUrl).article(id) },
          ' · the replay with it follows',
        ],
      },
    ],
    controls: [],
    overflow: [{ id: 'write_article', label: 'Rewrite…', subject: `review:${reviewId}` }],
    fallback: words,
  };
}
