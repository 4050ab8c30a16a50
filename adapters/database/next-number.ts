import type { Sql } from './sql.ts';

/** The next number that people type: "R-12". Numbers of changes rolled back are left out. */
export async function nextNumber(sql: Sql, sequence: string, prefix: string): Promise<string> {
  const [row] = await sql('select nextval($1::text::regclass)::text as n', [sequence]);
  return `${prefix}-${String(row?.['n'])}`;
}
