import type { Opinions } from '#src/domain/agreement.ts';
import type { DayOutcomes } from '#src/domain/outcome-spans.ts';
import type { OutcomeReads, Took, VerifiedFix } from '#src/ports/store/outcomes.ts';
import { WITH_CALLS } from './day-counts.ts';
import { agentArrays, withoutNulls } from './rows.ts';
import { agentSeen, type Db, type Sql } from './sql.ts';

/** So many of the newest calls tell in which currencies a team pays. */
const CURRENCY_SAMPLE = 5_000;

export function outcomeReads({ sql }: Pick<Db, 'sql'>): OutcomeReads {
  return {
    outcomeDays: async (from, to, timeZone) => (await sql(DAYS, [timeZone, from, to])) as DayOutcomes[],
    async currencies(from, to) {
      return (await sql(CURRENCIES, [from, to])).map((row) => row['currency'] as string);
    },
    async flagged(from, to, threshold, agents) {
      const [row] = await sql(FLAGGED, [from, to, ...arraysOf(agents), threshold]);
      const { n, medianMs, ...score } = withoutNulls<Took & Opinions>(row ?? {});
      return { toVerdict: { n, ...(medianMs !== undefined && { medianMs }) }, score };
    },
    verdictToScenario: (from, to, agents) => took(sql, VERDICT_TO_SCENARIO, [from, to, ...arraysOf(agents)]),
    scenarioToLive: (fixIds) => took(sql, SCENARIO_TO_LIVE, [fixIds]),
    async liveToVerified(verified) {
      const given = [JSON.stringify(verified.map(({ fixId, at }: VerifiedFix) => ({ fix: fixId, at })))];
      const [fromLive, fromFlag] = [await took(sql, LIVE_TO_VERIFIED, given), await took(sql, FLAG_TO_VERIFIED, given)];
      return { fromLive, fromFlag };
    },
    firstImproved: async () => (await sql(FIRST_IMPROVED)) as { fixId: string; week: string }[],
    async votesAndVerdicts(from, to, agents) {
      const [row] = await sql(VOTES, [from, to, ...arraysOf(agents)]);
      return row as Opinions;
    },
  };
}

function arraysOf(agents: readonly string[] = ['*']): [exact: string[], like: string[]] {
  const { exact, like } = agentArrays(agents);
  return [exact, like];
}

async function took(sql: Sql, text: string, values: readonly unknown[]): Promise<Took> {
  const [row] = await sql(text, values);
  return withoutNulls<Took>(row ?? { n: 0 });
}

const DAYS = `${WITH_CALLS} select day, agent, sum(calls)::int as calls, sum(resolved_known)::int as "resolvedKnown",
    sum(resolved)::int as resolved, sum(escalated_known)::int as "escalatedKnown", sum(escalated)::int as escalated,
    sum(first_pass_known)::int as "firstPassKnown", sum(first_pass)::int as "firstPass", sum(cost)::float8 as cost,
    sum(cost_known)::int as "costKnown", sum(cost_squares)::float8 as "costSquares", sum(both_known)::int as "bothKnown",
    sum(both_resolved)::int as "bothResolved", sum(both_cost)::float8 as "bothCost", sum(resolved_cost)::float8 as "resolvedCost"
  from calls_of group by 1, 2 order by 1, 2`;

const CURRENCIES = `select distinct coalesce(cost_currency, '') as currency from (
    select cost_currency, cost_amount from calls where started_at >= $1::timestamptz and started_at < $2::timestamptz
    order by started_at desc limit ${CURRENCY_SAMPLE}
  ) newest where cost_amount is not null order by 1`;

/** Times are of whole milliseconds, and counting them as floats takes half as long. */
const median = (from: string, to: string) =>
  `count(*)::int as n, percentile_cont(0.5) within group (order by round(date_part('epoch', ${to} - ${from}) * 1000)) as "medianMs"`;
const seen = (agent: string) => agentSeen(agent, '$3', '$4');
const said = (first: string, second: string) =>
  `count(*) filter (where ${first} and ${second})::int as both, count(*) filter (where ${first} and not ${second})::int as "onlyFirst",
    count(*) filter (where ${second} and not ${first})::int as "onlySecond", count(*) filter (where not ${first} and not ${second})::int as neither`;

/** A duplicate is a verdict, but no opinion of the score. */
const FLAGGED = `select ${median('created_at', 'verdict_at')},
    ${said('low', `case state when 'confirmed' then true when 'dismissed' then false end`)}
  from (select created_at, verdict_at, state, score < $5::float8 as low from reviews
    where verdict_at >= $1::timestamptz and verdict_at < $2::timestamptz and found_by is null and ${seen('agent')}) given`;

/** Promoting an open review confirms it in the same moment: that took no time, and counts as such. */
const VERDICT_TO_SCENARIO = `select ${median('least(r.verdict_at, s.created_at)', 's.created_at')}
  from scenarios s join reviews r on r.call_id = s.call_id
  where s.created_at >= $1::timestamptz and s.created_at < $2::timestamptz and r.verdict_at is not null and ${seen('s.agent')}`;

/** Scenarios with the fix they waited for: one that names them, or the first of their agent and failure mode after they were made. */
const PROVES = `f.live_at >= s.created_at and (s.id = any(f.scenario_ids) or (
    s.agent = any(array_append(f.agents, f.agent)) and s.failure_modes && f.failure_modes and not exists (
      select from fixes earlier where earlier.live_at >= s.created_at and earlier.live_at < f.live_at
        and s.agent = any(array_append(earlier.agents, earlier.agent)) and s.failure_modes && earlier.failure_modes)))`;

const SCENARIO_TO_LIVE = `select ${median('s.created_at', 'f.live_at')} from fixes f join scenarios s on ${PROVES}
  where f.id = any($1::text[])`;

const GIVEN = `(select * from jsonb_to_recordset($1::jsonb) as g(fix text, at timestamptz)) g join fixes f on f.id = g.fix`;
const LIVE_TO_VERIFIED = `select ${median('f.live_at', 'greatest(f.live_at, g.at)')} from ${GIVEN}`;
const FLAG_TO_VERIFIED = `select ${median('r.created_at', 'g.at')} from ${GIVEN}
  join scenarios s on ${PROVES} join reviews r on r.call_id = s.call_id where r.created_at <= g.at`;

/** Of reports for all agents: a channel's own says the same of a fix that it shows. What may be luck among its fixes does not count. */
const FIRST_IMPROVED = `select f ->> 'id' as "fixId", min(r.week) as week
  from reports r cross join lateral jsonb_array_elements(r.body -> 'fixes') f
  where r.audience = '*' and f @? '$.modes[*].verdict ? (@.outcome == "improved" && !(@.standsTogether == false))' group by 1`;

const VOTES = `select ${said(`v.vote <> 'dismiss'`, `r.state = 'confirmed'`)}
  from review_votes v join reviews r on r.id = v.review_id
  where r.verdict_at >= $1::timestamptz and r.verdict_at < $2::timestamptz and ${seen('r.agent')}
    and r.state in ('confirmed', 'dismissed') and v.vote in ('confirm', 'dismiss', 'promote') and v.actor_id is distinct from r.verdict_by`;
