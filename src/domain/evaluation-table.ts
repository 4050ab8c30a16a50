import type { Evaluation, Share, Sign } from './evaluate.ts';

/** An evaluation as text: what the score and the flag are worth, then a Markdown table of every sign. */
export function formatEvaluation(title: string, evaluation: Evaluation): string {
  const { base, auc, flag, signs } = evaluation;
  const aucText =
    auc === undefined
      ? 'not defined (all calls came out alike)'
      : `${two(auc.value)} [${two(auc.low)}, ${two(auc.high)}]`;
  const head = ['sign', 'calls', 'share', 'precision [95 %]', 'recall [95 %]', 'lift', 'AUC'];
  const rows = [flag, ...signs].map((sign) => row(sign, base.n));
  return [
    title,
    `n = ${base.n}, failed ${percent(base)}; AUC of the score ${aucText}`,
    '',
    ...table([head, ...rows]),
  ].join('\n');
}

function row(sign: Sign, calls: number): string[] {
  const { precision, recall } = sign;
  const share = calls === 0 ? 0 : precision.n / calls;
  return [
    sign.mark,
    String(precision.n),
    `${(100 * share).toFixed(1)} %`,
    percent(precision),
    percent(recall),
    sign.lift.toFixed(2),
    two(sign.auc),
  ];
}

function percent(share: Share): string {
  if (share.n === 0) return 'no data';
  return `${(100 * share.rate).toFixed(1)} % [${(100 * share.low).toFixed(1)}, ${(100 * share.high).toFixed(1)}]`;
}

function two(value: number): string {
  return value.toFixed(3).replace(/^0/, '');
}

/** Markdown whose columns also line up on a terminal: the first to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(3, ...rows.map((cells) => cells[c]?.length ?? 0)));
  const lines = rows.map((cells) => `| ${cells.map((cell, c) => pad(cell, widths[c] ?? 0, c)).join(' | ')} |`);
  const rule = `| ${widths.map((w, c) => (c === 0 ? '-'.repeat(w) : `${'-'.repeat(w - 1)}:`)).join(' | ')} |`;
  return [lines[0] ?? '', rule, ...lines.slice(1)];
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
