import { cleanText, cut } from '#src/domain/plain-text.ts';
import { counted } from '#src/domain/rate-words.ts';
import type { ScenarioSummary, Tier } from '#src/domain/scenario.ts';
import type { Block, Card, Inline } from './card.ts';
import { pageLinks } from './page-links.ts';

/** The suite in one message: scenarios by tier, those that failed last, the newest. */
export function suiteCard({
  tiers,
  scenarios,
  baseUrl,
}: {
  tiers: readonly { tier: Tier; n: number }[];
  scenarios: readonly ScenarioSummary[];
  baseUrl: string;
}): Card {
  const total = tiers.reduce((sum, { n }) => sum + n, 0);
  const title = total === 0 ? 'The suite is empty' : `${counted(total, 'scenario')} in the suite`;
  const failing = scenarios.filter((s) => s.lastOutcome !== undefined && s.lastOutcome !== 'pass');
  const line = (s: ScenarioSummary): Inline[] => [
    { link: s.id, href: pageLinks(baseUrl).scenario(s.id) },
    ` ${cut(cleanText(s.title), 100)} · ${s.occurrences > 1 ? `x${s.occurrences} · ` : ''}${s.lastOutcome ?? 'not run in a gate yet'}`,
  ];
  const shown = (failing.length > 0 ? failing : scenarios).slice(0, 8);
  const blocks: Block[] =
    total === 0
      ? [{ type: 'text', parts: ['Promote a failed call, and it becomes the first scenario.'] }]
      : [
          { type: 'fields', fields: tiers.map(({ tier, n }) => ({ label: tier, value: [String(n)] })) },
          { type: 'heading', text: failing.length > 0 ? 'Failed last' : 'Newest' },
          { type: 'list', items: shown.map(line) },
          { type: 'context', parts: [{ link: 'The whole suite', href: pageLinks(baseUrl).suite() }] },
        ];
  return { tone: failing.length > 0 ? 'warning' : 'info', title, blocks, controls: [], overflow: [], fallback: title };
}
