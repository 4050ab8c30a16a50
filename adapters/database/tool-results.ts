import type { KnownResult, ToolResultReads, ToolResultWrites } from '#src/ports/store/tool-results.ts';
import type { Db, Sql } from './sql.ts';
import { storableJson } from './storable.ts';

export function toolResultReads({ sql }: Pick<Db, 'sql'>): ToolResultReads {
  return {
    find: (agent, tool, argsKey) =>
      first(sql, 'where agent = $1 and tool = $2 and args_key = $3', [agent, tool, argsKey]),
    successOf: (agent, tool) =>
      first(sql, 'where agent = $1 and tool = $2 and not is_error order by at desc limit 1', [agent, tool]),
  };
}

async function first(sql: Sql, where: string, values: readonly unknown[]): Promise<KnownResult | undefined> {
  const [row] = await sql(`select result, is_error from tool_results ${where}`, values);
  return row && { result: row['result'], isError: row['is_error'] === true };
}

export function toolResultWrites(db: Db): ToolResultWrites {
  return {
    ...toolResultReads(db),
    async add(results, at) {
      if (results.length === 0) return;
      // In one order, so that two transactions with the same ones wait for each other instead of deadlocking.
      const sorted = [...results].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
      await db.sql(
        `insert into tool_results (agent, tool, args_key, result, is_error, call_id, at)
         select g.agent, g.tool, g."argsKey", coalesce(g.result, 'null'::jsonb), g."isError", g."callId", $2::timestamptz
           from jsonb_to_recordset($1::jsonb) as g(agent text, tool text, "argsKey" text, result jsonb, "isError" bool, "callId" text)
           join calls c on c.id = g."callId"
         order by 1, 2, 3 on conflict do nothing`,
        [storableJson(sorted), at],
      );
    },
    async deleteBefore(before) {
      const rows = await db.sql(
        'with gone as (delete from tool_results where at < $1::timestamptz returning 1) select count(*)::int as n from gone',
        [before],
      );
      return Number(rows[0]?.['n'] ?? 0);
    },
  };
}

function orderOf({ agent, tool, argsKey }: { agent: string; tool: string; argsKey: string }): string {
  return `${agent}\n${tool}\n${argsKey}`;
}
