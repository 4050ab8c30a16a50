import type { FixData, FlaggedCalls, VersionCalls } from '#src/domain/fix-days.ts';
import type { Sql } from './sql.ts';

/** Two reads of a few rows a day, however many calls there were. */
export async function readFixData(sql: Sql, from: Date, to: Date, timeZone: string): Promise<FixData> {
  const [calls, flagged] = await Promise.all([
    sql(
      `select to_char(started_at at time zone $3::text, 'YYYY-MM-DD') as day, agent, coalesce(agent_version, '') as version,
         coalesce(scorecard_version, '') as scorecard, count(*)::int as calls
       from calls where started_at >= $1::timestamptz and started_at < $2::timestamptz
       group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
      [from, to, timeZone],
    ),
    sql(FLAGGED, [from, to, timeZone]),
  ]);
  return { calls: calls as VersionCalls[], flagged: flagged as FlaggedCalls[] };
}

/**
 * A duplicate counts as what it is a duplicate of was confirmed as: otherwise the calls after a scenario's promotion, which
 * people mark as duplicates, would look like an improvement. A group is decided with its lead, which was served or picked.
 */
const FLAGGED = `
  select to_char(c.started_at at time zone $3::text, 'YYYY-MM-DD') as day, c.agent, coalesce(c.agent_version, '') as version,
    coalesce(r.severity, c.severity, '') as severity,
    case when r.state is null or r.state not in ('confirmed', 'dismissed', 'duplicate') then 'waiting'
      when r.verdict_via in ('queue', 'group') then 'served' else 'picked' end as how,
    case when r.state = 'confirmed' then r.failure_modes
      when r.state = 'duplicate' and o.state = 'confirmed' then o.failure_modes else '{}' end as "failureModes",
    count(*)::int as n
  from calls c left join reviews r on r.call_id = c.id left join reviews o on o.id = r.duplicate_of
  where c.started_at >= $1::timestamptz and c.started_at < $2::timestamptz and (c.flagged or r.id is not null)
  group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`;
