import type { FixData, FlaggedCalls, VersionCalls } from '#src/domain/fix-days.ts';
import { WITH_BOTH, WITH_CALLS } from './day-counts.ts';
import type { Sql } from './sql.ts';

/** Two reads of a few rows a day, however many calls there were. */
export async function readFixData(sql: Sql, from: Date, to: Date, timeZone: string): Promise<FixData> {
  const given = [timeZone, from, to];
  const [calls, flagged] = await Promise.all([sql(CALLS, given), sql(FLAGGED, given)]);
  return { calls: calls as VersionCalls[], flagged: flagged as FlaggedCalls[] };
}

const CALLS = `${WITH_CALLS} select day, agent, version, scorecard, sum(calls)::int as calls
  from calls_of group by 1, 2, 3, 4 order by 1, 2, 3, 4`;

/** Flagged calls that nobody opened a review of wait as well. */
const FLAGGED = `${WITH_BOTH} select day, agent, version, severity, how, failure_modes as "failureModes", sum(n)::int as n
  from (
    select day, agent, version, severity, how, failure_modes, n from reviews_of
    union all select day, agent, version, severity, 'waiting', '{}', unreviewed from calls_of where unreviewed > 0
  ) both_of group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`;
