import { cleanText, cut } from '#src/domain/plain-text.ts';

/**
 * Text from outside as one line of a terminal or a CI log: no control characters, and nothing that GitHub would take for a workflow
 * command (`::…` where a line begins, `##[…]` anywhere: https://github.com/actions/runner, src/Runner.Common/ActionCommand.cs).
 */
export function plainLine(text: string, max: number): string {
  const line = cleanText(text).replace(/\s+/g, ' ').trim().replaceAll('##[', '# #[').replace(/^::/, ': :');
  return cut(line, max);
}

/** 1234567 as "1,234,567". */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** "1 scenario", "2 scenarios". */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** Milliseconds as "0.4 s", "3 min 5 s" or "26 h 10 min". */
export function seconds(ms: number): string {
  if (ms >= 3_600_000) return `${Math.floor(ms / 3_600_000)} h ${Math.floor((ms % 3_600_000) / 60_000)} min`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const whole = Math.round(ms / 1_000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Rows as columns, the cells padded; the last column is left as it is. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, c) => (c === row.length - 1 ? cell : cell.padEnd(widths[c] ?? 0))).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
