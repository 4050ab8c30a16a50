import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Card } from './card.ts';
import { pageLinks } from './page-links.ts';
import { pinControl, scenarioControls } from './review-controls.ts';

/** A failure that was thought gone for good is back: its scenario is run again from now on. */
export function resurrectedCard({
  scenario,
  call,
  how,
  baseUrl,
}: {
  scenario: { id: string; title: string };
  /** `name` is its review's id where it has one. */
  call: { name: string; agent: string };
  /** "shows the same pattern" */
  how: string;
  baseUrl: string;
}): Card {
  const title = `${scenario.id} is out of the archive: its failure is back`;
  return {
    tone: 'warning',
    title,
    blocks: [
      {
        type: 'text',
        parts: [
          { link: scenario.id, href: pageLinks(baseUrl).scenario(scenario.id) },
          ` ${cut(cleanText(scenario.title), 120)}`,
        ],
      },
      {
        type: 'text',
        parts: [
          `A call of ${cleanText(call.agent)} (${cleanText(call.name)}) ${how}. The fast tier has the scenario again, and the next gate runs it.`,
        ],
      },
    ],
    controls: [],
    overflow: [...scenarioControls(scenario.id), pinControl(scenario.id)],
    fallback: `${title} (${cleanText(call.name)})`,
  };
}
