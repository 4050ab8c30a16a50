import type { DayCounts, ModeDayCounts, ReportReads, ReviewHealth } from '#src/ports/store/reports.ts';
import { WITH_BOTH, WITH_REVIEWS } from './day-counts.ts';
import { readFixData } from './fix-data.ts';
import { readHealth, readLate } from './review-health.ts';
import type { Db, Sql } from './sql.ts';
import { readSuiteChanges } from './suite-changes.ts';

export function reportReads({ sql }: Db): ReportReads {
  return {
    daily: (from, to, timeZone) => readDaily(sql, from, to, timeZone),
    modesDaily: (from, to, timeZone) => readModesDaily(sql, from, to, timeZone),
    fixData: (from, to, timeZone) => readFixData(sql, from, to, timeZone),
    health: (from, to, sla, agents): Promise<ReviewHealth> => readHealth(sql, from, to, sla, agents),
    late: (from, to, sla, agents) => readLate(sql, from, to, sla, agents),
    suiteChanges: (from, to, agents) => readSuiteChanges(sql, from, to, agents),
  };
}

/** A call is reviewed when its review is done, as a duplicate too; confirmed only by its own verdict. */
async function readDaily(sql: Sql, from: Date, to: Date, timeZone: string): Promise<DayCounts[]> {
  const rows = await sql(
    `${WITH_BOTH} select day, agent, sum(calls)::int as calls, sum(flagged)::int as flagged, sum(reviewed)::int as reviewed,
       sum(confirmed)::int as confirmed
     from (
       select day, agent, calls, flagged, 0 as reviewed, 0 as confirmed from calls_of
       union all select day, agent, 0, 0, case when how = 'waiting' then 0 else n end,
         case when state = 'confirmed' and cardinality(failure_modes) > 0 then n else 0 end from reviews_of
     ) both_of group by 1, 2 order by 1, 2`,
    [timeZone, from, to],
  );
  return rows as DayCounts[];
}

/** Confirmed failures by mode, on the day their call began. */
async function readModesDaily(sql: Sql, from: Date, to: Date, timeZone: string): Promise<ModeDayCounts[]> {
  const rows = await sql(
    `${WITH_REVIEWS} select day, agent, mode as "failureMode", sum(n)::int as n
     from reviews_of, unnest(failure_modes) as mode where state = 'confirmed' group by 1, 2, 3 order by 1, 2, 3`,
    [timeZone, from, to],
  );
  return rows as ModeDayCounts[];
}
