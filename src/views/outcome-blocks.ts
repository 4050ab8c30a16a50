import type { MissedRate } from '#src/domain/missed.ts';
import type { OutcomeFigure } from '#src/domain/outcomes.ts';
import { count, counted, durationWords } from '#src/domain/rate-words.ts';
import type { WeeklyReport } from '#src/domain/report.ts';
import type { Block, Inline } from './card.ts';

type Field = { label: string; value: readonly Inline[] };

/** What a phone shows of them; the rest is in the thread. */
const SHORT = ['resolution', 'escalation', 'first_pass', 'whole'] as const;
const MAX_MISSED = 5;

/** The outcomes in a few words each; none of a report made before they were told. */
export function outcomeFields({ outcomes }: WeeklyReport): Field[] {
  const wanted = SHORT.map((id) => outcomes?.figures.find((one) => one.id === id || one.id === `cycle_${id}`));
  return wanted.flatMap((figure) => (figure ? [{ label: figure.label, value: [shortWords(figure)] }] : []));
}

/** Every outcome with its n, its interval where it is an estimate, and the eight weeks before. */
export function outcomeBlocks({ outcomes }: WeeklyReport): Block[] {
  if (outcomes === undefined) return [];
  const items = outcomes.figures.map(({ label, words }): Inline[] => [{ bold: label }, ` — ${words}`]);
  return [
    { type: 'heading', text: 'Outcomes' },
    { type: 'list', items },
    {
      type: 'context',
      parts: [
        'Rework avoided: calls a week that fixes called improved have saved (expected less observed), times the minutes of rework of one (ratchet.yaml). Right the first time: resolved, not handed over, not flagged.',
      ],
    },
  ];
}

/** What looks at unflagged calls found, the most frequent first; nothing where nobody looked. */
export function missedBlocks({ missed }: WeeklyReport): Block[] {
  if (missed === undefined) return [];
  const item = ({ title, words }: MissedRate): Inline[] => [{ bold: title }, ` — ${words}`];
  const { any, modes, firstDay, lastDay, offered, looked, skipped } = missed;
  return [
    { type: 'heading', text: 'What our checks miss' },
    { type: 'list', items: [any, ...modes.slice(0, MAX_MISSED)].map(item) },
    {
      type: 'context',
      parts: [
        `Calls of ${firstDay} to ${lastDay} that nothing flagged, drawn at random: ${count(looked)} of ${count(offered)} looked at${skipped > 0 ? `, ${count(skipped)} skipped` : ''}. Those nobody looked at are taken to be like the others.`,
      ],
    },
  ];
}

function shortWords({ value, low, high, n, unit }: OutcomeFigure): string {
  if (n === 0) return unit.startsWith('ms') ? 'none yet' : 'not known';
  if (value === undefined) return `too little data (${count(n)})`;
  if (unit.startsWith('ms')) return `${durationWords(value)}, median of ${count(n)}`;
  const range = low === undefined || high === undefined ? '' : ` (${percent(low)} to ${percent(high)} %)`;
  return `${percent(value)} % of ${counted(n, 'call')}${range}`;
}

function percent(share: number): string {
  return (share * 100).toFixed(share < 0.1 ? 1 : 0);
}
