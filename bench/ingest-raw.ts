import { performance } from 'node:perf_hooks';
import { Client, escapeIdentifier } from 'pg';

const TABLES = ['calls', 'call_transcripts', 'call_details', 'call_snapshots', 'call_raws'];
const ROWS = 100;

/** What the database itself takes: the rows that the server wrote, once more into equal tables by plain multi-row inserts. Calls a second. */
export async function insertRaw(url: string): Promise<{ calls: number; seconds: number }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('create schema raw');
    const batches: { text: string; values: unknown[] }[][] = [];
    let calls = 0;
    for (const table of TABLES) {
      await client.query(`create table raw.${table} (like public.${table} including all)`);
      const { rows } = await client.query<{ row: Record<string, unknown>; key: string }>(
        `select to_jsonb(t) as row from public.${table} t order by 1`,
      );
      if (table === 'calls') calls = rows.length;
      for (let at = 0; at < rows.length; at += ROWS) {
        const portion = rows.slice(at, at + ROWS).map(({ row }) => row);
        batches[at / ROWS] = [...(batches[at / ROWS] ?? []), insertOf(table, portion)];
      }
    }
    const began = performance.now();
    for (const statements of batches) {
      await client.query('begin');
      for (const { text, values } of statements) await client.query(text, values);
      await client.query('commit');
    }
    return { calls, seconds: (performance.now() - began) / 1_000 };
  } finally {
    await client.end();
  }
}

function insertOf(table: string, rows: readonly Record<string, unknown>[]): { text: string; values: unknown[] } {
  const columns = Object.keys(rows[0] ?? {});
  const values: unknown[] = [];
  const tuples = rows.map((row) => {
    const places = columns.map((column) => {
      const value = row[column];
      values.push(typeof value === 'object' && value !== null ? JSON.stringify(value) : value);
      return `$${values.length}`;
    });
    return `(${places.join(',')})`;
  });
  return {
    text: `insert into raw.${table} (${columns.map(escapeIdentifier).join(',')}) values ${tuples.join(',')}`,
    values,
  };
}
