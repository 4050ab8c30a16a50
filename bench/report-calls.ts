import type { Database } from '#adapters/database/open-database.ts';

export const AGENTS = ['billing', 'orders', 'support'];
export const MODES = [
  'wrong-refund',
  'no-consent',
  'loop',
  'wrong-policy',
  'rude',
  'no-handover',
  'lost-order',
  'slow',
];

type Span = { name: string; calls: number; from: Date; days: number };

const text = (values: readonly string[]) => `array[${values.map((value) => `'${value}'`).join(',')}]`;
const at = (date: Date) => `'${date.toISOString()}'::timestamptz`;

/** Calls spread evenly, 8 % of them flagged and 8 in 10 of those reviewed; the same ones each time. */
function insertCalls({ name, calls, from, days }: Span): string {
  return `insert into calls (id, source, source_call_id, agent, agent_version, channel, customer_key, started_at, end_reason, turn_count, tool_count,
      escalated, resolved, cost_amount, cost_currency, score, scorecard_version, flagged, severity, content_hash, received_at, scored_at)
    select id, 'bench', id, (${text(AGENTS)})[1 + h % 3], 'v' || (1 + (i - 1) * 13 / ${calls}), 'chat', 'ref:${name}' || (h % ${Math.ceil(calls / 3)}), at,
      case when h / 7 % 10 = 0 then 'customer_hangup' else 'agent_hangup' end, 8, 2, h / 11 % 10 = 0, h / 13 % 10 < 8, 0.25, 'EUR',
      case when h / 17 % 100 < 8 then 40 else 90 end, '1', h / 17 % 100 < 8,
      case when h / 17 % 100 < 8 then (${text(['critical', 'high', 'medium', 'low'])})[1 + h / 19 % 4] end, md5(id), at, at
    from (select i, '${name}' || lpad(i::text, 8, '0') as id, hashint8(i) & 2147483647 as h, ${at(from)} + interval '1 day' * (${days} * (i - 0.5) / ${calls}) as at
      from generate_series(1, ${calls}) i) g`;
}

function insertReviews({ name }: Span): string {
  return `insert into reviews (id, call_id, agent, agent_version, state, severity, reason, pattern_key, score, failure_modes, duplicate_of,
      verdict_via, verdict_by, claimed_at, verdict_at, last_occurrence_at, queue_order, call_started_at, created_at, updated_at)
    select 'R-' || id, id, agent, agent_version, state, severity, 'A rule was broken.', agent || '|' || mode, 40,
      case when state = 'confirmed' then array[mode] else '{}' end, case when state = 'duplicate' then lag('R-' || id) over (order by id) end,
      case when state <> 'open' then case when h / 29 % 5 = 0 then 'channel' else 'queue' end end, case when state <> 'open' then 'ann' end,
      case when state <> 'open' then started_at + interval '1 hour' end, case when state <> 'open' then started_at + interval '3 hours' end,
      started_at, h / 2147483648.0, started_at, started_at, started_at
    from (select *, (${text(MODES)})[1 + h / 31 % ${MODES.length}] as mode,
        (${text(['open', 'open', 'confirmed', 'confirmed', 'confirmed', 'confirmed', 'confirmed', 'dismissed', 'dismissed', 'duplicate'])})[1 + h / 23 % 10] as state
      from (select *, hashtext(id) & 2147483647 as h from calls where flagged and id like '${name}%') c) g`;
}

const DETAILS = (after: Date) => `insert into call_details (call_id, details)
    select id, jsonb_build_object('outcome', jsonb_build_object('complaint', turn_count = 0)) from calls where started_at >= ${at(after)};
  insert into call_findings (call_id, signals, criteria) select id, '[]', '[]' from calls where started_at >= ${at(after)}`;

/** Since each fix, 5 in 8 of its failures are none: every fix improved, and what each saves is looked up. */
export const FIXED = `update reviews r set state = 'dismissed', failure_modes = '{}' from fixes f where r.state = 'confirmed'
  and r.failure_modes && f.failure_modes and r.agent = f.agent and r.call_started_at > f.live_at and hashtext(r.id) & 7 < 5`;

/** Fills an empty database, its indexes made afterwards and nothing marked: as one that is older than the counts. */
export async function fillOld(database: Database, span: Span): Promise<void> {
  const indexes = await database.sql(
    `select indexname as name, indexdef as made from pg_indexes where tablename in ('calls', 'reviews') and indexdef not like 'CREATE UNIQUE%'`,
  );
  const end = span.from.getTime() + span.days * 86_400_000;
  await database.script(
    `set maintenance_work_mem = '512MB';
     alter table calls disable trigger user; alter table reviews disable trigger user;
     ${indexes.map(({ name }) => `drop index "${name}";`).join('\n')}
     ${insertCalls(span)}; ${insertReviews(span)};
     ${indexes.map(({ made }) => `${made};`).join('\n')}
     ${DETAILS(new Date(end - 35 * 86_400_000))};
     alter table calls enable trigger user; alter table reviews enable trigger user;
     reset maintenance_work_mem`,
  );
  await database.script('vacuum analyze calls');
  await database.script('vacuum analyze reviews');
}

/** One more day, as writers leave it. */
export async function addDay(database: Database, span: Span): Promise<void> {
  await database.script(`${insertCalls(span)}; ${insertReviews(span)}`);
  await database.script('vacuum analyze calls');
}

/** Rows that queries took from each table until now; a connection says so ten seconds after it was used last. */
export async function rowsTaken(database: Database): Promise<Map<string, number>> {
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  const rows = await database.sql(
    `select relname as name, (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 as n from pg_stat_user_tables`,
  );
  return new Map(rows.map(({ name, n }) => [name as string, n as number]));
}
