import { standingOf } from '#src/domain/flaky.ts';
import type { SuiteChanges } from '#src/ports/store/reports.ts';
import { agentArrays } from './rows.ts';
import type { Sql } from './sql.ts';

/** What people, runs and age did to the suite within [from, to), and how it stands now. */
export async function readSuiteChanges(
  sql: Sql,
  from: Date,
  to: Date,
  agents: readonly string[] = ['*'],
): Promise<SuiteChanges> {
  const { exact, like } = agentArrays(agents);
  const [[counts], histories] = await Promise.all([
    sql(COUNTS_SQL, [from, to, exact, like]),
    sql(HISTORIES_SQL, [exact, like]),
  ]);
  const flaky = histories as { passes: number; fails: number; n: number }[];
  return {
    ...(counts as Omit<SuiteChanges, 'flaky'>),
    flaky: flaky.reduce((sum, { n, ...history }) => sum + (standingOf(history) === 'flaky' ? n : 0), 0),
  };
}

/** One that left and came back in the same week counts in both. */
const COUNTS_SQL = `with mine as (
    select id, tier, last_outcome, created_at from scenarios where agent = any($3::text[]) or agent like any($4::text[])
  ), moved as (
    select m.scenario_id, m.from_tier, m.to_tier from tier_moves m join mine on mine.id = m.scenario_id
    where m.at >= $1::timestamptz and m.at < $2::timestamptz
  )
  select (select count(*) from mine where created_at >= $1::timestamptz and created_at < $2::timestamptz)::int as added,
    (select count(*) from mine where tier <> 'archived' and last_outcome = 'fail')::int as failing,
    (select count(distinct scenario_id) from moved where to_tier = 'archived')::int as retired,
    (select count(distinct scenario_id) from moved where from_tier = 'archived')::int as resurrected`;

/** Scenarios that are run, by the last twenty accepted runs of each as it is now. */
const HISTORIES_SQL = `select h.passes, h.fails, count(*)::int as n
  from scenarios s cross join lateral (
    select count(*) filter (where outcome = 'pass')::int as passes, count(*) filter (where outcome = 'fail')::int as fails
    from (select outcome from runs r where r.scenario_id = s.id and r.accepted and r.scenario_version = s.version
      order by started_at desc, id desc limit 20) newest
  ) h
  where s.tier <> 'archived' and h.fails > 0 and (s.agent = any($1::text[]) or s.agent like any($2::text[])) group by 1, 2`;
