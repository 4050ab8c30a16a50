import type { Check } from '#src/domain/check.ts';
import { readSimple, SIMPLE_CHECKS, type SimpleKind } from './simple-check.ts';

/** The longest first: "never uses" begins with no other's words, "uses in order" with those of "uses". */
const LINES = (Object.entries(SIMPLE_CHECKS) as [SimpleKind, { line: string }][])
  .map(([kind, { line }]) => ({ kind, line }))
  .sort((a, b) => b.line.length - a.line.length);
const MAX_LINES = 50;

/** Checks in plain lines such as "judge: The agent apologises", and what is wrong with which line; empty lines are passed over. */
export function parseCheckLines(text: string): { checks: Check[]; wrong: string[] } {
  const lines = text
    .split(/\r?\n/)
    .map((line, i) => ({ line: line.trim(), n: i + 1 }))
    .filter(({ line }) => line !== '');
  const checks: Check[] = [];
  const wrong: string[] = lines.length > MAX_LINES ? [`Write at most ${MAX_LINES} lines.`] : [];
  for (const { line, n } of lines.slice(0, MAX_LINES)) {
    const read = readLine(line);
    if (typeof read === 'string') wrong.push(`Line ${n}: ${read}`);
    else checks.push(read);
  }
  return { checks, wrong };
}

function readLine(line: string): Check | string {
  const lower = line.toLowerCase();
  const found = LINES.find((one) => lower.startsWith(one.line) && /^($|[\s:.])/.test(lower.slice(one.line.length)));
  if (!found) return `it begins with none of these: ${LINES.map((one) => one.line).join(', ')}.`;
  const rest = line.slice(found.line.length);
  if (found.kind !== 'judge') return readSimple(found.kind, whatOf(rest));
  const [, votes, sentence] = /^\s*x\s*(\d{1,3})\s*:(.*)$/i.exec(rest) ?? [];
  if (votes === undefined) return readSimple('judge', whatOf(rest));
  if (!(Number(votes) >= 1 && Number(votes) <= 9)) return 'a judge has 1 to 9 votes, such as judge x5: …';
  const check = readSimple('judge', sentence ?? '');
  return typeof check === 'string' ? check : ({ ...check, votes: Number(votes) } as Check);
}

/** What follows the first words, without the mark that ends them. */
function whatOf(rest: string): string {
  return rest.replace(/^\s*[:.]?/, '').trim();
}
