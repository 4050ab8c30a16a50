import type { Gate } from '#src/domain/gate.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { ageWords } from './age-words.ts';
import type { Card, Inline } from './card.ts';
import { pageLinks } from './page-links.ts';

/** The latest gates in one message, or how to run the first. */
export function gatesCard({ gates, baseUrl, now }: { gates: readonly Gate[]; baseUrl: string; now: Date }): Card {
  const title = gates.length === 0 ? 'No gate has run yet' : 'The latest gates';
  const items = gates
    .slice(0, 8)
    .map((gate): Inline[] => [
      { link: gate.id, href: pageLinks(baseUrl).gate(gate.id) },
      ` ${gate.state} · ${cleanText(gate.candidateVersion ?? gate.target)} · ${ageWords(gate.startedAt, now)}${gate.summary === undefined ? '' : ` · ${cut(cleanText(gate.summary.headline), 160)}`}`,
    ]);
  const run: Inline[] = ['A gate runs where your CI does: ', { code: 'ratchet gate --target URL' }];
  return {
    tone: gates[0]?.state === 'failed' ? 'critical' : 'info',
    title,
    blocks: [...(items.length > 0 ? [{ type: 'list', items } as const] : []), { type: 'context', parts: run }],
    controls: [],
    overflow: [],
    fallback: title,
  };
}
