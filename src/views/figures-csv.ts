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

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  // More digits than a double holds tell nothing.
  if (typeof value === 'number') return String(Number(value.toPrecision(12)));
  const text = /^[=+\-@\t\r\n]/.test(value.trimStart()) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
