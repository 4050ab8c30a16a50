import type { AgentOutcomes, ImpactReads } from '#src/ports/store/impact.ts';
import type { Db } from './sql.ts';

export function impactReads({ sql }: Pick<Db, 'sql'>): ImpactReads {
  return {
    async outcomes(from, to, sample) {
      return (await sql(OUTCOMES, [from, to, sample])) as AgentOutcomes[];
    },
  };
}

/**
 * A customer who hangs up after everything was done has not hung up on anybody. Whoever calls again within seven days was not
 * helped, whatever the second call is about. A duplicate counts as what it is one of.
 */
const OUTCOMES = `
  with failing as (
    select r.call_id as id, r.agent, case when r.state = 'duplicate' then o.failure_modes else r.failure_modes end as modes
    from reviews r left join reviews o on o.id = r.duplicate_of
    where r.call_started_at >= $1::timestamptz and r.call_started_at < $2::timestamptz
      and (r.state = 'confirmed' or (r.state = 'duplicate' and o.state = 'confirmed'))
  ), fine as (
    select id, agent from (
      select c.id, c.agent, row_number() over (partition by c.agent order by c.started_at desc, c.id) as n
      from calls c left join reviews r on r.call_id = c.id
      where c.started_at >= $1::timestamptz and c.started_at < $2::timestamptz and c.scored_at is not null
        and (case when r.id is null then not coalesce(c.flagged, false) else r.state = 'dismissed' end)
    ) numbered where n <= $3::int
  ), looked as (
    select id, agent, mode from failing cross join lateral unnest(modes) as mode
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
  from looked l join calls c on c.id = l.id left join call_details d on d.call_id = l.id left join call_findings f on f.call_id = l.id
  group by 1, 2 order by 1, 2`;
