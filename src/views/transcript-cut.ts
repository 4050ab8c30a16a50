import type { Turn } from '#src/domain/turn.ts';
import type { EvidenceLine } from './card.ts';
import { spokenLine } from './evidence-lines.ts';

/** How a call began is kept with how it ended: there it shows best whether it went well. */
const FIRST = 3;
const LAST = 6;

/** A whole call cut for a card: its first and last lines, and how many lie between. */
export function transcriptCut(turns: readonly Turn[]): EvidenceLine[] {
  const lines = turns.map((turn, i) => ({ ...spokenLine(turn, i), marked: false })).filter(({ text }) => text !== '');
  const between = lines.length - FIRST - LAST;
  if (between <= 1) return lines;
  const gap: EvidenceLine = { who: 'system', text: `… ${between} more turns …`, marked: false, turn: FIRST };
  return [...lines.slice(0, FIRST), gap, ...lines.slice(-LAST)];
}
