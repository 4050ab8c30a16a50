import type { Figure } from '#src/domain/figure.ts';

const COLUMNS = ['week', 'section', 'name', 'value', 'low', 'high', 'n', 'unit'] as const;

/**
 * Figures as CSV (RFC 4180: CRLF, quotes doubled), a header first. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function figuresCsv(figures: readonly Figure[]): string {
  const lines = [
    COLUMNS.join(','),
    ...figures.map((figure) => COLUMNS.map((column) => cell(figure[column])).join(',')),
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/**
 * What begins a formula, full-width too, where a cell begins: at the start, and behind what some spreadsheets split cells at, where a comma
 * stands for decimals, and quotes then do not help.
 */
const FORMULA = /(^|[;\t\r\n])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  // More digits than a double holds tell nothing.
  if (typeof value === 'number') return String(Number(value.toPrecision(12)));
  const inert = value.replace(FORMULA, "$1'$2");
  const text = /^[\t\r\n]/.test(inert) ? `'${inert}` : inert;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
