import { cleanText, cut } from '#src/domain/plain-text.ts';
import { counted } from '#src/domain/rate-words.ts';
import type { RunOutcome } from '#src/domain/scenario.ts';
import type { Card } from './card.ts';
import { pageLinks } from './page-links.ts';

const SHOWN = 10;

/** What the slow tier found in the night; it blocks nothing. */
export function nightCard({
  runs,
  baseUrl,
}: {
  runs: readonly { scenarioId: string; title: string; outcome: RunOutcome }[];
  baseUrl: string;
}): Card {
  const failed = runs.filter(({ outcome }) => outcome === 'fail');
  const title = `Last night ${failed.length} of ${counted(runs.length, 'slow scenario')} failed`;
  const more = failed.length - SHOWN;
  return {
    tone: 'warning',
    title,
    blocks: [
      {
        type: 'list',
        items: failed
          .slice(0, SHOWN)
          .map(({ scenarioId, title: words }) => [
            { link: scenarioId, href: pageLinks(baseUrl).scenario(scenarioId) },
            ` ${cut(cleanText(words), 120)}`,
          ]),
      },
      {
        type: 'context',
        parts: [
          ...(more > 0 ? [`and ${more} more · `] : []),
          'The slow tier blocks nothing; what fails here counts for the fast tier. ',
          { link: 'The suite', href: pageLinks(baseUrl).suite() },
        ],
      },
    ],
    controls: [],
    overflow: [],
    fallback: title,
  };
}
