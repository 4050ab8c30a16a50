import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Review } from '#src/domain/review.ts';
import { ageWords } from './age-words.ts';
import type { Card, Inline } from './card.ts';
import { pageLinks } from './page-links.ts';

/** What keeps coming back: reviews with a card of their own, most occurrences first. */
export function patternsCard({
  reviews,
  baseUrl,
  now,
}: {
  reviews: readonly Review[];
  baseUrl: string;
  now: Date;
}): Card {
  const ranked = [...reviews].sort((a, b) => b.occurrences - a.occurrences).slice(0, 10);
  const items = ranked.map((review): Inline[] => [
    { bold: `x${review.occurrences}` },
    ` ${cut(cleanText(review.reason), 100)} · ${cleanText(review.agent)} · last ${ageWords(review.lastOccurrenceAt, now)} · `,
    { link: review.id, href: pageLinks(baseUrl).call(review.callId) },
    ...(review.scenarioId === undefined
      ? []
      : [' · ', { link: review.scenarioId, href: pageLinks(baseUrl).scenario(review.scenarioId) }]),
  ]);
  const title = ranked.length === 0 ? 'No patterns yet' : 'What keeps coming back';
  const blocks =
    items.length > 0
      ? [{ type: 'list', items } as const]
      : [{ type: 'text', parts: ['They appear with the first flagged calls.'] } as const];
  return { tone: 'info', title, blocks, controls: [], overflow: [], fallback: title };
}
