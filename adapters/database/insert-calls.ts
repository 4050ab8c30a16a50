import type { NewCall } from '#src/ports/store/calls.ts';
import { columnList, columnTypes, columnUpdates, encodeRow, splitCall } from './call-row.ts';
import { encodeRaw } from './raw-payload.ts';
import type { Sql } from './sql.ts';
import { storable, storableJson } from './storable.ts';

/** How much JSON one statement carries: enough to be fast, little enough for the embedded database's memory. */
const MAX_STATEMENT_CHARS = 4_000_000;

/** Inserts the calls that are new by (source, sourceCallId); of two alike in one batch the first. One statement a table and portion. */
export async function insertNewCalls(sql: Sql, calls: readonly NewCall[]): Promise<Set<string>> {
  // In one order, so that two batches with the same calls wait for each other instead of deadlocking.
  const sorted = calls.map((call) => ({ ...call, row: storable(call.row) })).sort(byKey);
  if (sorted.length === 0) return new Set();
  const rows = await sql(
    `insert into calls (${columnList}) select ${columnList} from jsonb_to_recordset($1::jsonb) as g(${columnTypes})
     on conflict (source, source_call_id) do nothing returning id`,
    [JSON.stringify(sorted.map((call) => encodeRow(call.row)))],
  );
  const ids = new Set(rows.map((row) => row['id'] as string));
  await insertBodies(
    sql,
    sorted.filter((call) => ids.has(call.row.id)),
  );
  return ids;
}

function byKey(a: NewCall, b: NewCall): number {
  return compare(a.row.source, b.row.source) || compare(a.row.sourceCallId, b.row.sourceCallId);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function insertBodies(sql: Sql, calls: readonly NewCall[]): Promise<void> {
  const parts = calls.map((call) => ({ id: call.row.id, ...splitCall(call.call), call }));
  const entry = (id: string, key: string, json: string) => `{"call_id":${JSON.stringify(id)},"${key}":${json}}`;
  await insertPortions(
    sql,
    'call_transcripts',
    'turns',
    parts.map((p) => entry(p.id, 'turns', storableJson(p.turns))),
  );
  await insertPortions(
    sql,
    'call_details',
    'details',
    parts.map((p) => entry(p.id, 'details', storableJson(p.details))),
  );
  const snapshots = parts.filter((p) => p.snapshot !== undefined);
  await insertPortions(
    sql,
    'call_snapshots',
    'snapshot',
    snapshots.map((p) => entry(p.id, 'snapshot', storableJson(p.snapshot))),
  );
  await insertRaws(sql, calls);
}

async function insertPortions(sql: Sql, table: string, column: string, entries: readonly string[]): Promise<void> {
  for (const portion of portions(entries)) {
    await sql(
      `insert into ${table} (call_id, ${column})
       select call_id, ${column} from json_to_recordset($1::json) as g(call_id text, ${column} jsonb)`,
      [`[${portion.join(',')}]`],
    );
  }
}

/** The payloads as they came; two events with one revision are both kept, the later under the next free number. */
async function insertRaws(sql: Sql, calls: readonly NewCall[]): Promise<void> {
  const entries = calls.flatMap(({ row, raw }) => {
    if (raw === undefined) return [];
    const at = JSON.stringify(row.receivedAt);
    return [
      `{"call_id":${JSON.stringify(row.id)},"revision":${row.revision},"received_at":${at},"raw":${encodeRaw(raw)}}`,
    ];
  });
  for (const portion of portions(entries)) {
    await sql(
      `insert into call_raws (call_id, revision, raw, received_at)
       select call_id, case when exists (select from call_raws r where r.call_id = g.call_id and r.revision = g.revision)
         then (select max(r.revision) + 1 from call_raws r where r.call_id = g.call_id) else revision end, raw, received_at
       from json_to_recordset($1::json) as g(call_id text, revision float8, raw jsonb, received_at timestamptz)`,
      [`[${portion.join(',')}]`],
    );
  }
}

function portions(entries: readonly string[]): string[][] {
  const all: string[][] = [];
  let chars = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    if (chars + entry.length > MAX_STATEMENT_CHARS) {
      all.push([]);
      chars = 0;
    }
    all.at(-1)?.push(entry);
    chars += entry.length;
  }
  return all;
}

/** Writes a later event's merged call over the stored one, and keeps its payload beside the earlier ones. */
export async function replaceCall(sql: Sql, call: NewCall): Promise<void> {
  const { turns, snapshot, details } = splitCall(call.call);
  const row = storable(call.row);
  await sql(
    `update calls c set ${columnUpdates} from jsonb_to_recordset($1::jsonb) as g(${columnTypes}) where c.id = g.id`,
    [JSON.stringify([encodeRow(row)])],
  );
  // A review is counted on its call's day and of its call's version, and seen by those who see its call's agent.
  await sql(
    `update reviews set call_started_at = $2::timestamptz, agent = $3, agent_version = $4::text
     where call_id = $1 and (call_started_at <> $2::timestamptz or agent <> $3 or agent_version is distinct from $4::text)`,
    [row.id, row.startedAt, row.agent, row.agentVersion ?? null],
  );
  await sql('update call_transcripts set turns = $2::jsonb where call_id = $1', [row.id, storableJson(turns)]);
  await sql('update call_details set details = $2::jsonb where call_id = $1', [row.id, storableJson(details)]);
  if (snapshot === undefined) await sql('delete from call_snapshots where call_id = $1', [row.id]);
  else {
    await sql(
      `insert into call_snapshots (call_id, snapshot) values ($1, $2::jsonb)
       on conflict (call_id) do update set snapshot = excluded.snapshot`,
      [row.id, storableJson(snapshot)],
    );
  }
  await insertRaws(sql, [{ ...call, row }]);
}
