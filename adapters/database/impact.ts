import type { AgentOutcomes, ImpactReads } from '#src/ports/store/impact.ts';
import type { Db } from './sql.ts';

export function impactReads({ sql }: Pick<Db, 'sql'>): ImpactReads {
  return {
    async outcomes(from, to, sample) {
      return (await sql(OUTCOMES, [from, to, sample])) as AgentOutcomes[];
    },
  };
}

/** Every agent that has calls, one look into the index each. */
const AGENTS = `agents as (
    (select agent from calls order by agent limit 1)
    union all select (select c.agent from calls c where c.agent > a.agent order by c.agent limit 1) from agents a where a.agent is not null
  )`;

/**
 * Looked up one by one (`offset 0` keeps it so): the planner knows too little of a sample, and would read every call.
 * A customer who hangs up after everything was done has not hung up on anybody. Whoever calls again within seven days was not
 * helped, whatever the second call is about. A duplicate counts as what it is one of.
 */
const OUTCOMES = `
  with recursive ${AGENTS}, failing as (
    select id, agent, mode from (
      select r.call_id as id, r.agent, mode, row_number() over (partition by r.agent, mode order by r.call_started_at desc, r.id) as n
      from reviews r left join lateral (select state, failure_modes from reviews where id = r.duplicate_of offset 0) o on true
        cross join lateral unnest(case when r.state = 'duplicate' then o.failure_modes else r.failure_modes end) as mode
      where r.call_started_at >= $1::timestamptz and r.call_started_at < $2::timestamptz
        and (r.state = 'confirmed' or (r.state = 'duplicate' and o.state = 'confirmed'))
    ) numbered where n <= $3::int
  ), fine as (
    select newest.id, a.agent from agents a cross join lateral (
      select c.id from calls c left join reviews r on r.call_id = c.id
      where c.agent = a.agent and c.started_at >= $1::timestamptz and c.started_at < $2::timestamptz and c.scored_at is not null
        and (case when r.id is null then not coalesce(c.flagged, false) else r.state = 'dismissed' end)
      order by c.started_at desc, c.id limit $3::int
    ) newest where a.agent is not null
  ), looked as (
    select id, agent, mode from failing
    union all select id, agent, '' from fine
  )
  select l.agent, l.mode as "failureMode", count(*)::int as calls,
    count(*) filter (where c.escalated)::int as "handedOver",
    count(*) filter (where c.end_reason = 'customer_hangup' and not c.resolved)::int as "hungUp",
    count(*) filter (where exists (select 1 from calls later where later.customer_key = c.customer_key
      and later.started_at > c.started_at and later.started_at <= c.started_at + interval '7 days'))::int as "calledAgain",
    count(*) filter (where d.details #>> '{outcome,businessImpact,kind}' in ('refund', 'credit'))::int as refund,
    count(*) filter (where d.details #>> '{outcome,complaint}' = 'true')::int as complaint,
    count(*) filter (where d.details #>> '{outcome,businessImpact,kind}' = 'lost_sale')::int as "lostSale",
    count(*) filter (where f.signals @> '[{"detector":"compliance"}]'::jsonb)::int as "ruleBreach"
  from looked l cross join lateral (select * from calls where calls.id = l.id offset 0) c
    left join lateral (select * from call_details where call_id = l.id offset 0) d on true
    left join lateral (select * from call_findings where call_id = l.id offset 0) f on true
  group by 1, 2 order by 1, 2`;
