import type { Gate, GateState } from '#src/domain/gate.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { counted } from '#src/domain/rate-words.ts';
import type { Block, Card, Inline, Tone } from './card.ts';
import { pageLinks } from './page-links.ts';

const TONES: Record<GateState, Tone> = {
  passed: 'ok',
  failed: 'critical',
  undecided: 'warning',
  running: 'info',
  overridden: 'warning',
};
const WORDS: Record<GateState, string> = {
  passed: 'Gate passed',
  failed: 'Gate blocked the deploy',
  undecided: 'Gate could not decide',
  running: 'Gate running',
  overridden: 'Gate overridden',
};
const MAX_LINES = 5;

/** How a gate came out, and which scenarios stopped it. */
export function gateCard({ gate, baseUrl }: { gate: Gate; baseUrl: string }): Card {
  const links = pageLinks(baseUrl);
  const candidate = cleanText([gate.agent, gate.candidateVersion].filter(Boolean).join(' ') || gate.target);
  const title = cut(`${WORDS[gate.state]}: ${candidate}`, 140);
  const lines = gate.summary?.lines ?? [];
  const items = lines
    .slice(0, MAX_LINES)
    .map((line): Inline[] => [
      { link: line.scenarioId, href: links.scenario(line.scenarioId) },
      ` ${cut(cleanText(line.title), 80)} — ${cut(cleanText(line.reason), 200)}${line.blocks ? '' : ' (warns only)'}`,
    ]);
  const blocks: Block[] = [
    {
      type: 'context',
      parts: [
        { link: gate.id, href: links.gate(gate.id) },
        ` · ${gate.tier} tier · ${counted(gate.expected.length, 'scenario')} · `,
        { time: gate.finishedAt ?? gate.startedAt },
      ],
    },
    ...(gate.summary === undefined ? [] : [{ type: 'text', parts: [cleanText(gate.summary.headline)] } as const]),
    ...(items.length > 0 ? [{ type: 'list', items } as const] : []),
    ...(lines.length > MAX_LINES
      ? [{ type: 'context', parts: [`${lines.length - MAX_LINES} more on the gate's page`] } as const]
      : []),
  ];
  return {
    tone: TONES[gate.state],
    title,
    blocks,
    controls: [],
    overflow: [],
    fallback: `${title}. ${cleanText(gate.summary?.headline ?? '')}`.trim(),
  };
}
