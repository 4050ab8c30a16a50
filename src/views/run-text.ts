import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Turn } from '#src/domain/turn.ts';

const MAX_LINE = 600;
const MAX_ALL = 20_000;

/** A run's turns as plain text, a line each, of at most 20,000 characters; nothing in it is Markdown or HTML of ours. */
export function runText(turns: readonly Turn[]): string {
  const lines: string[] = [];
  let left = MAX_ALL;
  for (const [i, turn] of turns.entries()) {
    const line = lineOf(turn);
    left -= line.length + 1;
    if (left < 0) return [...lines, `… ${turns.length - i} more turns`].join('\n');
    lines.push(line);
  }
  return lines.join('\n');
}

function lineOf({ role, kind, text, tool }: Turn): string {
  const said = tool === undefined ? (text ?? `(${kind})`) : toolWords(kind, tool);
  return cut(`${role}: ${cleanText(said).replace(/\s*\n\s*/g, ' ⏎ ')}`, MAX_LINE);
}

function toolWords(kind: Turn['kind'], tool: NonNullable<Turn['tool']>): string {
  if (kind === 'tool_result') return `${tool.name} → ${json(tool.result)}`;
  return `${tool.name}(${json(tool.args)})`;
}

function json(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
