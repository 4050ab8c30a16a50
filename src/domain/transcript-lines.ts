import type { Turn } from './turn.ts';

const MAX_TEXT = 4_000;
const MAX_ALL = 200_000;

/** A call as JSON lines for a model to read, turns counted from 1; text cannot leave its string, so nothing said ends the data. */
export function transcriptLines(turns: readonly Turn[]): string {
  let left = MAX_ALL;
  const lines: string[] = [];
  for (const [i, turn] of turns.entries()) {
    const line = JSON.stringify({
      turn: i + 1,
      role: turn.role,
      ...(turn.kind === 'speech' ? {} : { kind: turn.kind }),
      ...(turn.text === undefined ? {} : { text: turn.text.slice(0, MAX_TEXT) }),
      ...(turn.tool === undefined ? {} : { tool: turn.tool.name, ...toolParts(turn) }),
    });
    left -= line.length;
    if (left < 0) return [...lines, JSON.stringify({ left_out: turns.length - i })].join('\n');
    lines.push(line);
  }
  return lines.join('\n');
}

function toolParts({ tool, kind }: Turn): Record<string, string> {
  const value = kind === 'tool_result' ? tool?.result : (tool?.args ?? tool?.result);
  if (value === undefined) return {};
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, MAX_TEXT);
  return kind === 'tool_result' ? { result: text } : { args: text };
}
