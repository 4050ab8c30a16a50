import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Signal } from '#src/domain/signal.ts';
import type { Turn } from '#src/domain/turn.ts';
import type { EvidenceLine } from './card.ts';
import { valueWords } from './describe-check.ts';

/** A card quotes at most this much of a call. */
export const EVIDENCE_MAX = 900;
const LINE_MAX = 260;
const SHOWN_MAX = 8;

/** The turns that show a signal, in order, the last of them (the offence) marked; what was said just before a lone one goes with it. */
export function evidenceLines(turns: readonly Turn[], signal: Pick<Signal, 'turns'> | undefined): EvidenceLine[] {
  const shown = (signal?.turns ?? []).filter((i) => turns[i] !== undefined);
  const offence = shown.at(-1);
  if (offence === undefined) return [];
  const wanted = withResult(turns, offence, shown.length > 1 ? shown : withWordsBefore(turns, offence));
  const lines = [...new Set(wanted)]
    .sort((a, b) => a - b)
    .map((i) => ({ ...spokenLine(turns[i] as Turn, i), marked: i === offence }))
    .filter((line) => line.text !== '' || line.marked);
  return withinLimit(lines.length > SHOWN_MAX ? [...lines.slice(0, 2), ...lines.slice(2 - SHOWN_MAX)] : lines);
}

/** One turn as who and text; a tool call reads "name {args}", its result "→ …". */
export function spokenLine(turn: Turn, i: number): Omit<EvidenceLine, 'marked'> {
  if (turn.tool !== undefined) return { who: 'tool', turn: i, text: toolText(turn) };
  const who = turn.role === 'tool' ? 'tool' : turn.role;
  return { who, turn: i, text: cut(cleanText(turn.text ?? '').trim(), LINE_MAX) };
}

function toolText({ kind, tool }: Turn): string {
  if (tool === undefined) return '';
  const outcome =
    tool.result === undefined ? '' : ` → ${tool.ok === false ? 'failed: ' : ''}${valueWords(tool.result)}`;
  if (kind === 'tool_result') return cut(`${cleanText(tool.name)}${outcome}`, LINE_MAX);
  const args = tool.args === undefined ? '' : ` ${valueWords(tool.args)}`;
  return cut(`${cleanText(tool.name)}${args}${outcome}`, LINE_MAX);
}

/** The nearest words of each side before a turn. */
function withWordsBefore(turns: readonly Turn[], at: number): number[] {
  const found = [at];
  for (const role of ['customer', 'agent']) {
    const i = turns.findLastIndex((turn, n) => n < at && turn.role === role && turn.kind === 'speech' && turn.text);
    if (i >= 0) found.push(i);
  }
  return found;
}

function withResult(turns: readonly Turn[], offence: number, shown: readonly number[]): readonly number[] {
  const call = turns[offence];
  const id = call?.kind === 'tool_call' ? call.tool?.callId : undefined;
  if (id === undefined) return shown;
  const result = turns.findIndex((turn, i) => i > offence && turn.kind === 'tool_result' && turn.tool?.callId === id);
  return result < 0 ? shown : [...shown, result];
}

/** Drops the lines farthest before the marked one, then those after it, until all fit; the marked one is cut last. */
function withinLimit(lines: EvidenceLine[]): EvidenceLine[] {
  const kept = [...lines];
  const size = () => kept.reduce((sum, line) => sum + line.text.length, 0);
  while (size() > EVIDENCE_MAX && kept.length > 1) {
    if (kept[0]?.marked) kept.pop();
    else kept.shift();
  }
  return kept;
}
