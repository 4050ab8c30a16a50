import type { DayCounts, ModeDayCounts, ReportReads, ReportWrites, ReviewHealth } from '#src/ports/store/reports.ts';
import { readFixData } from './fix-data.ts';
import { readHealth } from './review-health.ts';
import type { Db, Sql } from './sql.ts';
import { storableJson } from './storable.ts';
import { readSuiteChanges } from './suite-changes.ts';

export function reportReads({ client, sql }: Db): ReportReads {
  return {
    daily: (from, to, timeZone) => readDaily(sql, from, to, timeZone),
    modesDaily: (from, to, timeZone) => readModesDaily(sql, from, to, timeZone),
    fixData: (from, to, timeZone) => readFixData(sql, from, to, timeZone),
    health: (from, to, sla, agents): Promise<ReviewHealth> => readHealth(sql, from, to, sla, agents),
    outcomes: (from, to) => readOutcomes(sql, from, to),
    suiteChanges: (from, to, agents) => readSuiteChanges(sql, from, to, agents),
    async report(week) {
      const found = await client.report.findUnique({ where: { week } });
      return found ?? undefined;
    },
    async weeks(limit) {
      return (await client.report.findMany({ select: { week: true }, orderBy: { week: 'desc' }, take: limit })).map(
        ({ week }) => week,
      );
    },
  };
}

/** A call is reviewed when its review is done, as a duplicate too; confirmed only by its own verdict. */
async function readDaily(sql: Sql, from: Date, to: Date, timeZone: string): Promise<DayCounts[]> {
  const rows = await sql(
    `select to_char(c.started_at at time zone $3::text, 'YYYY-MM-DD') as day, c.agent, count(*)::int as calls,
       count(*) filter (where c.flagged)::int as flagged,
       count(*) filter (where r.state in ('confirmed', 'dismissed', 'duplicate'))::int as reviewed,
       count(*) filter (where r.state = 'confirmed' and cardinality(r.failure_modes) > 0)::int as confirmed
     from calls c left join reviews r on r.call_id = c.id
     where c.started_at >= $1::timestamptz and c.started_at < $2::timestamptz group by 1, 2 order by 1, 2`,
    [from, to, timeZone],
  );
  return rows as DayCounts[];
}

/** Confirmed failures by mode, on the day their call began. */
async function readModesDaily(sql: Sql, from: Date, to: Date, timeZone: string): Promise<ModeDayCounts[]> {
  const rows = await sql(
    `select to_char(call_started_at at time zone $3::text, 'YYYY-MM-DD') as day, agent, mode as "failureMode", count(*)::int as n
     from reviews, unnest(failure_modes) as mode
     where state = 'confirmed' and call_started_at >= $1::timestamptz and call_started_at < $2::timestamptz
     group by 1, 2, 3 order by 1, 2, 3`,
    [from, to, timeZone],
  );
  return rows as ModeDayCounts[];
}

type Outcomes = Awaited<ReturnType<ReportReads['outcomes']>>;

async function readOutcomes(sql: Sql, from: Date, to: Date): Promise<Outcomes> {
  const [row] = await sql(
    `select count(*)::int as calls, count(resolved)::int as "resolvedKnown", count(*) filter (where resolved)::int as resolved,
       count(*) filter (where escalated)::int as escalated, coalesce(sum(cost_amount), 0)::float8 as cost,
       count(cost_amount)::int as "costKnown"
     from calls where started_at >= $1::timestamptz and started_at < $2::timestamptz`,
    [from, to],
  );
  return row as Outcomes;
}

export function reportWrites(db: Db): ReportWrites {
  return {
    ...reportReads(db),
    async putReport(week, body, at) {
      await db.sql(
        `insert into reports (week, body, created_at) values ($1, $2::jsonb, $3::timestamptz)
         on conflict (week) do update set body = excluded.body, created_at = excluded.created_at`,
        [week, storableJson(body), at],
      );
    },
  };
}
