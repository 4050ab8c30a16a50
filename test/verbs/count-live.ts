import type { TestApp } from '#test/app.ts';

/** The definition of what reports count: from every call and review, however many there are. $1 from, $2 until, $3 zone. */
const DAY = `to_char(c.started_at at time zone $3::text, 'YYYY-MM-DD')`;
const OF = `from calls c left join reviews r on r.call_id = c.id and (c.flagged or r.found_by is null) left join reviews o on o.id = r.duplicate_of
  where c.started_at >= $1::timestamptz and c.started_at < $2::timestamptz`;
const DAILY = `select ${DAY} as day, c.agent, count(*)::int as calls, count(*) filter (where c.flagged)::int as flagged,
    count(*) filter (where r.state in ('confirmed', 'dismissed', 'duplicate'))::int as reviewed,
    count(*) filter (where r.state = 'confirmed' and cardinality(r.failure_modes) > 0)::int as confirmed
  ${OF} group by 1, 2 order by 1, 2`;
const MODES = `select ${DAY} as day, c.agent, mode as "failureMode", count(*)::int as n
  ${OF.replace('where', "cross join unnest(r.failure_modes) as mode where r.state = 'confirmed' and")} group by 1, 2, 3 order by 1, 2, 3`;
const CALLS = `select ${DAY} as day, c.agent, coalesce(c.agent_version, '') as version, coalesce(c.scorecard_version, '') as scorecard,
    count(*)::int as calls ${OF} group by 1, 2, 3, 4 order by 1, 2, 3, 4`;
const FLAGGED = `select ${DAY} as day, c.agent, coalesce(c.agent_version, '') as version, coalesce(r.severity, c.severity, '') as severity,
    case when r.state is null or r.state not in ('confirmed', 'dismissed', 'duplicate') then 'waiting'
      when r.verdict_via in ('queue', 'group') then 'served' else 'picked' end as how,
    case when r.state = 'confirmed' then r.failure_modes
      when r.state = 'duplicate' and o.state = 'confirmed' then o.failure_modes else '{}' end as "failureModes", count(*)::int as n
  ${OF} and (c.flagged or r.id is not null) group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`;
const ENDINGS = `select ${DAY} as day, c.agent, count(*)::int as calls, count(c.resolved)::int as "resolvedKnown",
    count(*) filter (where c.resolved)::int as resolved, count(c.escalated)::int as "escalatedKnown",
    count(*) filter (where c.escalated)::int as escalated,
    count(*) filter (where c.resolved is not null and c.flagged is not null)::int as "firstPassKnown",
    count(*) filter (where c.resolved and not c.flagged and c.escalated is not true)::int as "firstPass",
    coalesce(sum(c.cost_amount), 0)::float8 as cost, count(c.cost_amount)::int as "costKnown",
    coalesce(sum(c.cost_amount * c.cost_amount), 0)::float8 as "costSquares",
    count(*) filter (where c.cost_amount is not null and c.resolved is not null)::int as "bothKnown",
    count(*) filter (where c.cost_amount is not null and c.resolved)::int as "bothResolved",
    coalesce(sum(case when c.resolved is not null then c.cost_amount end), 0)::float8 as "bothCost",
    coalesce(sum(case when c.resolved then c.cost_amount end), 0)::float8 as "resolvedCost" ${OF} group by 1, 2 order by 1, 2`;

export type Span = readonly [from: Date, until: Date, zone: string];

/** What a report should read. */
export async function countLive({ test }: TestApp, [from, until, zone]: Span) {
  const sql = (text: string) => test.database.sql(text, [from.toISOString(), until.toISOString(), zone]);
  const [daily, modes, calls, flagged, endings] = [
    await sql(DAILY),
    await sql(MODES),
    await sql(CALLS),
    await sql(FLAGGED),
    await sql(ENDINGS),
  ];
  return { daily, modes, calls, flagged, endings };
}

/** The same as a report reads it. */
export async function countAsReported({ deps }: TestApp, [from, until, zone]: Span) {
  const { reports, outcomes } = deps.store;
  const daily = await reports.daily(from, until, zone);
  const modes = await reports.modesDaily(from, until, zone);
  const { calls, flagged } = await reports.fixData(from, until, zone);
  const endings = await outcomes.outcomeDays(from, until, zone);
  return { daily, modes, calls, flagged, endings };
}
