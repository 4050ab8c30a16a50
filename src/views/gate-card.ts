import type { Gate, GateLine, GateState } from '#src/domain/gate.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { counted } from '#src/domain/rate-words.ts';
import type { RunReport } from '#src/domain/run.ts';
import type { Block, Card, Control, Inline, Tone } from './card.ts';
import { evidenceLines } from './evidence-lines.ts';
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

/** How a gate came out, which scenarios stopped it with the turns that show it, and what a person can do about it. */
export function gateCard({
  gate,
  failures = [],
  baseUrl,
}: {
  gate: Gate;
  /** The first failing runs of some blocking scenarios, to show their turns. */
  failures?: readonly RunReport[];
  baseUrl: string;
}): Card {
  const links = pageLinks(baseUrl);
  const candidate = cleanText([gate.agent, gate.candidateVersion].filter(Boolean).join(' ') || gate.target);
  const title = cut(`${WORDS[gate.state]}: ${candidate}`, 140);
  const lines = gate.summary?.lines ?? [];
  const items = lines
    .slice(0, MAX_LINES)
    .map((line): Inline[] => [
      { link: line.scenarioId, href: links.scenario(line.scenarioId) },
      ` ${cut(cleanText(line.title), 80)} — ${cut(cleanText(line.reason), 200)}${wordsAfter(line)}`,
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
    ...gateNotes(gate).map((note) => ({ type: 'context', parts: [note] }) as const),
    ...(items.length > 0 ? [{ type: 'list', items } as const] : []),
    ...failures.flatMap((report) => turnsOf(report, lines)),
    ...(lines.length > MAX_LINES
      ? [{ type: 'context', parts: [`${lines.length - MAX_LINES} more on the gate's page`] } as const]
      : []),
  ];
  return {
    tone: TONES[gate.state],
    title,
    blocks,
    controls: gateControls(gate),
    overflow: [],
    fallback: `${title}. ${cleanText(gate.summary?.headline ?? '')}`.trim(),
  };
}

/** What a person may do with an ended gate. */
export function gateControls(gate: Pick<Gate, 'id' | 'state' | 'summary' | 'approvedAt'>): Control[] {
  const subject = `gate:${gate.id}`;
  if (gate.state === 'passed' || gate.state === 'overridden') {
    const isEmpty = (gate.summary?.total ?? 0) === 0;
    return gate.approvedAt || isEmpty
      ? []
      : [{ id: 'approve_gate', label: 'Approve as baseline', subject, style: 'primary' }];
  }
  if (gate.state === 'running') return [];
  const mayFail = gate.summary?.lines.some((line) => line.blocks && line.outcome === 'fail') ?? false;
  return [
    { id: 'override_gate', label: 'Override…', subject, style: 'danger' },
    ...(mayFail ? [{ id: 'accept_failing', label: 'Known failing…', subject } as const] : []),
  ];
}

/** Who approved or overrode it, what was fixed, how sure the suite is. */
export function gateNotes({
  override,
  approvedBy,
  summary,
}: Pick<Gate, 'override' | 'approvedBy' | 'summary'>): string[] {
  const { fixed = [], passPower } = summary ?? {};
  const shown = fixed.slice(0, MAX_LINES).map(({ scenarioId, title }) => `${scenarioId} ${cut(cleanText(title), 60)}`);
  return [
    ...(override
      ? [
          `Overridden by ${cleanText(override.byName)} until ${dayTime(override.until)}: ${cut(cleanText(override.reason), 300)}`,
        ]
      : []),
    ...(approvedBy ? [`Approved as the baseline by ${cleanText(approvedBy)}`] : []),
    ...(fixed.length > 0
      ? [`Fixed: ${shown.join(', ')}${fixed.length > shown.length ? ` and ${fixed.length - shown.length} more` : ''}`]
      : []),
    ...(passPower
      ? [`pass^${passPower.k} ${passPower.value.toFixed(2)} over ${counted(passPower.scenarios, 'scenario')}`]
      : []),
  ];
}

/** "2 of 3 runs passed; failing since 2026-11-14; Known failing until …", as far as there is something to say. */
export function lineWords({ passes = 0, runs = 0, standing, since, note }: GateLine): string {
  return [
    runs > 1 ? `${passes} of ${runs} runs passed` : '',
    standing === 'still' && since !== undefined ? `failing since ${since.slice(0, 10)}` : '',
    note === undefined ? '' : cut(cleanText(note), 200),
  ]
    .filter(Boolean)
    .join('; ');
}

function wordsAfter(line: GateLine): string {
  const words = [line.blocks || line.outcome === 'wobbly' ? '' : 'warns only', lineWords(line)]
    .filter(Boolean)
    .join('; ');
  return words === '' ? '' : ` (${words})`;
}

function turnsOf(report: RunReport, lines: readonly GateLine[]): Block[] {
  const turn = lines.find((line) => line.scenarioId === report.scenarioId)?.turn;
  const shown = turn === undefined ? [] : evidenceLines(report.turns, { turns: [turn] });
  return shown.length === 0
    ? []
    : [
        { type: 'heading', text: report.scenarioId },
        { type: 'evidence', lines: shown },
      ];
}

function dayTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
