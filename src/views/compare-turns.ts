import { align } from '#src/domain/align.ts';
import { canonicalArgs } from '#src/domain/canonical-json.ts';
import { isAgentSpeech, isCustomerLine } from '#src/domain/checks/timeline.ts';
import { cleanText } from '#src/domain/plain-text.ts';
import { toolUses } from '#src/domain/tool-result.ts';
import type { Turn } from '#src/domain/turn.ts';
import { valueWords } from './describe-check.ts';

/** One line of a transcript; `turn` is its index. */
export type Line = {
  who: 'customer' | 'agent' | 'tool';
  turn: number;
  text: string;
  tool?: { name: string; key: string };
};

/**
 * Two transcripts of the same messages side by side. `same`: word for word; `worded`: the agent says it in other words (no fault by itself);
 * `different`: only one of them has it, a tool call above all.
 */
export type ComparedRow = { before: Line | undefined; now: Line | undefined; change: 'same' | 'worded' | 'different' };

/** What was said and called before beside now: split where the customer speaks, tool calls matched by tool and arguments, speech in order. */
export function compareTurns(before: readonly Turn[], now: readonly Turn[]): ComparedRow[] {
  const [a, b] = [exchangesOf(linesOf(before)), exchangesOf(linesOf(now))];
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => compareExchange(a[i] ?? [], b[i] ?? [])).flat();
}

/** How the tools differ: called before and no more, called only now, called in both but not alike. */
export function comparedTools(rows: readonly ComparedRow[]): { gone: string[]; added: string[]; changed: string[] } {
  const names = (side: 'before' | 'now', of: readonly ComparedRow[]) =>
    new Set(of.flatMap((row) => row[side]?.tool?.name ?? []));
  const [before, now] = [names('before', rows), names('now', rows)];
  const different = rows.filter(({ change }) => change === 'different');
  const changed = new Set([...names('before', different), ...names('now', different)]);
  return {
    gone: [...before].filter((name) => !now.has(name)),
    added: [...now].filter((name) => !before.has(name)),
    changed: [...changed].filter((name) => before.has(name) && now.has(name)),
  };
}

/** The lines people compare: speech, and each tool use once; the customer's own tools are theirs. */
function linesOf(turns: readonly Turn[]): Line[] {
  const uses = toolUses({ turns: [...turns] }).filter((use) => use.requestedBy === 'agent');
  const byTurn = new Map(uses.map((use) => [use.callTurn, use]));
  return turns.flatMap((turn, i): Line[] => {
    const use = byTurn.get(i);
    if (use) {
      const key = `${use.name} ${canonicalArgs(use.args)}`;
      return [{ who: 'tool', turn: i, text: toolText(use.name, use.args), tool: { name: use.name, key } }];
    }
    if (isCustomerLine(turn)) return [{ who: 'customer', turn: i, text: words(turn) }];
    return isAgentSpeech(turn) ? [{ who: 'agent', turn: i, text: words(turn) }] : [];
  });
}

function words(turn: Turn): string {
  return cleanText(turn.text ?? '').trim();
}

function toolText(name: string, args: unknown): string {
  return `${cleanText(name)}${args === undefined ? '' : ` ${valueWords(args)}`}`;
}

/** Each begins with what the customer said in a row, as one line: a script has it so. */
function exchangesOf(lines: readonly Line[]): Line[][] {
  const exchanges: Line[][] = [[]];
  for (const line of lines) {
    const current = exchanges.at(-1) as Line[];
    const last = current.at(-1);
    if (line.who !== 'customer') current.push(line);
    else if (last?.who === 'customer') current.splice(-1, 1, { ...last, text: `${last.text}\n${line.text}` });
    else exchanges.push([line]);
  }
  return exchanges;
}

function compareExchange(before: readonly Line[], now: readonly Line[]): ComparedRow[] {
  return align(before.map(keyOf), now.map(keyOf)).map(({ a, b }) => {
    const [left, right] = [a === undefined ? undefined : before[a], b === undefined ? undefined : now[b]];
    const change = !left || !right ? 'different' : flat(left.text) === flat(right.text) ? 'same' : 'worded';
    // Arguments written in another order are the same call.
    return { before: left, now: right, change: left?.tool && right?.tool ? 'same' : change };
  });
}

function keyOf({ who, tool }: Line): string {
  return tool ? `tool ${tool.key}` : who;
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').toLowerCase();
}
