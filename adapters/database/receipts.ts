import type { Sql } from './sql.ts';

/** True for each id that was not there before; one statement, so that of two processes one gets it. */
export async function takeReceipts(sql: Sql, ids: readonly string[], at: Date): Promise<boolean[]> {
  if (ids.length === 0) return [];
  const rows = await sql(
    // In order of the ids, so that two processes with the same ones wait for each other rather than lock each other out.
    `insert into receipts (id, at) select id, $2::timestamptz from (select distinct unnest($1::text[]) as id order by 1) as new
     on conflict (id) do nothing returning id`,
    [ids, at],
  );
  const taken = new Set(rows.map((row) => row['id']));
  // The same id twice in one batch is taken once.
  return ids.map((id) => taken.delete(id));
}

export async function deleteReceiptsBefore(sql: Sql, before: Date): Promise<number> {
  const rows = await sql(
    'with gone as (delete from receipts where at < $1::timestamptz returning 1) select count(*)::int as n from gone',
    [before],
  );
  return Number(rows[0]?.['n'] ?? 0);
}
