import type { FailurePattern } from '#src/domain/patterns/failure-pattern.ts';
import type { FailingRow, PatternReads, PatternWrites } from '#src/ports/store/patterns.ts';
import { nextNumber } from './next-number.ts';
import type { Db, Sql } from './sql.ts';

/** A group is decided with its lead and a duplicate with what it is one of, so that both count as failing until that was dismissed. */
const FAILING = `from reviews r left join reviews o on o.id = r.duplicate_of
  where r.call_started_at >= $1::timestamptz and r.call_started_at < $2::timestamptz and r.state <> 'dismissed'
    and coalesce(o.state, '') <> 'dismissed'`;

export function patternReads({ client, sql }: Db): PatternReads {
  return {
    async failing(from, to, limit) {
      const rows = await sql(
        `select r.call_id as "callId", r.agent, r.call_started_at as "startedAt", r.state, r.pattern_key as "patternKey", r.note,
           case when r.state = 'duplicate' and o.state = 'confirmed' then o.failure_modes else r.failure_modes end as "failureModes",
           (r.scenario_id is not null or o.scenario_id is not null) as "isPromoted"
         ${FAILING} order by r.call_started_at desc, r.id desc limit $3::int`,
        [from, to, limit],
      );
      return rows.map((row) => ({ ...row, startedAt: new Date(row['startedAt'] as string) })) as FailingRow[];
    },
    async countFailing(from, to) {
      const [row] = await sql(`select count(*)::int as n ${FAILING}`, [from, to]);
      return Number(row?.['n'] ?? 0);
    },
    said: (callIds) => readSaid(sql, callIds),
    async latest() {
      const newest = await client.pattern.findFirst({ select: { week: true }, orderBy: { week: 'desc' } });
      if (newest === null) return [];
      const found = await client.pattern.findMany({
        where: { week: newest.week },
        orderBy: [{ recent: 'desc' }, { id: 'asc' }],
      });
      return found.map(({ week: _, ...pattern }) => pattern as FailurePattern);
    },
  };
}

async function readSaid(sql: Sql, callIds: readonly string[]): Promise<{ callId: string; said: string }[]> {
  const rows = await sql(
    `select t.call_id as "callId", left(string_agg(turn.value ->> 'text', E'\\n' order by turn.ordinality), 4000) as said
     from call_transcripts t cross join lateral jsonb_array_elements(t.turns) with ordinality as turn
     where t.call_id = any($1::text[]) and turn.value ->> 'role' = 'customer' and turn.value ->> 'kind' = 'speech'
     group by t.call_id`,
    [callIds],
  );
  return rows.map((row) => ({ callId: row['callId'] as string, said: (row['said'] as string | null) ?? '' }));
}

export function patternWrites(db: Db): PatternWrites {
  const { sql } = db;
  return {
    ...patternReads(db),
    nextId: () => nextNumber(sql, 'pattern_number', 'P'),
    async putWeek(week, patterns, keepFrom) {
      await sql('delete from patterns where week = $1 or week < $2', [week, keepFrom]);
      await db.client.pattern.createMany({
        data: patterns.map((pattern) => ({
          ...pattern,
          week,
          terms: [...pattern.terms],
          callIds: [...pattern.callIds],
        })),
      });
    },
  };
}

/** What was said in forgotten calls goes; what other customers' calls have in common stays. */
export async function forgetInPatterns(sql: Sql, calls: readonly string[]): Promise<void> {
  await sql(
    `update patterns set call_ids = array(select id from unnest(call_ids) id where not id = any($1::text[])),
       quote = case when quote_call_id = any($1::text[]) then '' else quote end,
       quote_call_id = case when quote_call_id = any($1::text[]) then '' else quote_call_id end,
       clearest_call_id = coalesce((select min(id) from unnest(call_ids) id where not id = any($1::text[]) and clearest_call_id = any($1::text[])),
         case when clearest_call_id = any($1::text[]) then '' else clearest_call_id end)
     where call_ids && $1::text[]`,
    [calls],
  );
  await sql('delete from patterns where cardinality(call_ids) = 0');
}
