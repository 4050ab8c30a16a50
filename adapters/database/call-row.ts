import type { Call } from '#src/domain/call.ts';
import type { CallRow, WholeCall } from '#src/ports/store/calls.ts';
import { camel } from './rows.ts';

/** The narrow row's columns with their SQL types, in one place for bulk statements. */
const COLUMNS = {
  id: 'text',
  source: 'text',
  source_call_id: 'text',
  revision: 'float8',
  agent: 'text',
  agent_version: 'text',
  channel: 'text',
  language: 'text',
  intent: 'text',
  customer_key: 'text',
  started_at: 'timestamptz',
  duration_ms: 'int4',
  end_reason: 'text',
  turn_count: 'int4',
  tool_count: 'int4',
  escalated: 'bool',
  resolved: 'bool',
  satisfaction: 'float8',
  cost_amount: 'float8',
  cost_currency: 'text',
  score: 'float8',
  scorecard_version: 'text',
  flagged: 'bool',
  severity: 'text',
  pattern_key: 'text',
  content_hash: 'text',
  received_at: 'timestamptz',
  scored_at: 'timestamptz',
} as const;

const names = Object.keys(COLUMNS);
/** "id, source, …" */
export const columnList = names.join(', ');
/** "id text, source text, …" for jsonb_to_recordset. */
export const columnTypes = Object.entries(COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');
/** "agent = g.agent, …": everything that a later event of the same call may change. */
export const columnUpdates = names
  .filter((name) => !['id', 'source', 'source_call_id'].includes(name))
  .map((name) => `${name} = g.${name}`)
  .join(', ');

const MAX_INT = 2_147_483_647;

/** The row by its columns' names, for jsonb_to_recordset. */
export function encodeRow(row: CallRow): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    ...row,
    durationMs: row.durationMs === null ? null : Math.min(row.durationMs, MAX_INT),
  };
  return Object.fromEntries(names.map((name) => [name, fields[fieldOf(name)] ?? null]));
}

function fieldOf(column: string): string {
  return column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A call as its tables hold it: turns and snapshot apart from the rest. */
export function splitCall(call: Call): {
  turns: Call['turns'];
  snapshot: Call['snapshot'];
  details: Omit<Call, 'turns' | 'snapshot'>;
} {
  const { turns, snapshot, ...details } = call;
  return { turns, snapshot, details };
}

/** Reads a call back whole, in one query; `where` continues it. */
export const WHOLE_SQL = `select c.*, t.turns as body_turns, s.snapshot as body_snapshot, d.details as body_details
  from calls c join call_transcripts t on t.call_id = c.id join call_details d on d.call_id = c.id
  left join call_snapshots s on s.call_id = c.id`;

/** A row of WHOLE_SQL as the narrow row and the canonical call. */
export function decodeWhole(found: Record<string, unknown>): WholeCall {
  const { body_turns: turns, body_snapshot: snapshot, body_details: details, ...columns } = found;
  const rest = details as Omit<Call, 'turns' | 'snapshot'>;
  const call = {
    ...rest,
    turns: turns as Call['turns'],
    ...(snapshot === null ? {} : { snapshot: snapshot as Call['snapshot'] }),
  };
  return { row: camel(columns) as CallRow, call: call as Call };
}
