import type { AgentOutcomes, ImpactReads } from '#src/ports/store/impact.ts';
import type { Db } from './sql.ts';

/** Into so many parts the agents are divided: what is looked up of one takes a core for a second where there are ten million calls. */
const PARTS = 2;

export function impactReads({ sql }: Pick<Db, 'sql'>): ImpactReads {
  return {
    async outcomes(from, to, sample, only) {
      const agents = only?.agents ?? (await sql(AGENTS)).map((row) => row['agent'] as string);
      const size = Math.ceil(agents.length / PARTS);
      const parts = [agents.slice(0, size), agents.slice(size)].filter((part) => part.length > 0);
      const rows = await Promise.all(
        parts.map((part) => sql(OUTCOMES, [from, to, sample, part, only?.failureModes ?? null])),
      );
      return rows.flat() as AgentOutcomes[];
    },
  };
}

/** Every agent that has calls, one look into the index each. */
const AGENTS = `with recursive agents as (
    (select agent from calls order by agent limit 1)
    union all select (select c.agent from calls c where c.agent > a.agent order by c.agent limit 1) from agents a where a.agent is not null
  ) select agent from agents where agent is not null`;

/**
 * Looked up one by one (`offset 0` keeps it so): the planner knows too little of a sample, and would read every call.
 * A customer who hangs up after everything was done has not hung up on anybody. Whoever calls again within seven days was not
 * helped, whatever the second call is about. A duplicate counts as what it is one of.
 */
const OUTCOMES = `
  with failing as (
    select id, agent, mode from (
      select r.call_id as id, r.agent, mode, row_number() over (partition by r.agent, mode order by r.call_started_at desc, r.id) as n
      from reviews r left join lateral (select state, failure_modes from reviews where id = r.duplicate_of offset 0) o on r.state = 'duplicate'
        cross join lateral unnest(case when r.state = 'duplicate' then o.failure_modes else r.failure_modes end) as mode
      where r.call_started_at >= $1::timestamptz and r.call_started_at < $2::timestamptz
        and (r.state = 'confirmed' or (r.state = 'duplicate' and o.state = 'confirmed'))
        and r.agent = any($4::text[])
        and ($5::text[] is null or ($5::text[] <> '{""}' and mode = any($5::text[]) and (r.state = 'duplicate' or r.failure_modes && $5::text[])))
    ) numbered where n <= $3::int
  ), fine as (
    select newest.*, a.agent from unnest($4::text[]) as a(agent) cross join lateral (
      select c.id, c.customer_key, c.started_at, c.escalated, c.end_reason, c.resolved from calls c left join reviews r on r.call_id = c.id
      where c.agent = a.agent and c.started_at >= $1::timestamptz and c.started_at < $2::timestamptz and c.scored_at is not null
        and (case when r.id is null then not coalesce(c.flagged, false) else r.state = 'dismissed' end)
      order by c.started_at desc, c.id limit $3::int
    ) newest where $5::text[] is null or '' = any($5::text[])
  ), looked as (
    select f.agent, f.mode, c.* from failing f cross join lateral (
      select id, customer_key, started_at, escalated, end_reason, resolved from calls where calls.id = f.id offset 0) c
    union all select agent, '', id, customer_key, started_at, escalated, end_reason, resolved from fine
  ), told as (
    select l.agent, l.mode, l.escalated, l.end_reason = 'customer_hangup' and not l.resolved as "hungUp",
      exists (select 1 from calls later where later.customer_key = l.customer_key
        and later.started_at > l.started_at and later.started_at <= l.started_at + interval '7 days') as "calledAgain",
      d.outcome #>> '{businessImpact,kind}' as kind, d.outcome ->> 'complaint' = 'true' as complaint, f.breach
    from looked l left join lateral (select details -> 'outcome' as outcome from call_details where call_id = l.id offset 0) d on true
      left join lateral (select signals @> '[{"detector":"compliance"}]'::jsonb as breach from call_findings where call_id = l.id offset 0) f on true
    offset 0
  )
  select agent, mode as "failureMode", count(*)::int as calls, count(*) filter (where escalated)::int as "handedOver",
    count(*) filter (where "hungUp")::int as "hungUp", count(*) filter (where "calledAgain")::int as "calledAgain",
    count(*) filter (where kind in ('refund', 'credit'))::int as refund, count(*) filter (where complaint)::int as complaint,
    count(*) filter (where kind = 'lost_sale')::int as "lostSale", count(*) filter (where breach)::int as "ruleBreach"
  from told group by 1, 2 order by 1, 2`;
