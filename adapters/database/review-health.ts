import type { ReviewHealth } from '#src/ports/store/reports.ts';
import { agentArrays, withoutNulls } from './rows.ts';
import type { Sql } from './sql.ts';

/** A verdict without a claim was a claim as well; what nobody has answered is late once `to` is past its limit. */
const HEALTH_SQL = `with r as (
    select state, created_at, coalesce(claimed_at, verdict_at) as claimed, verdict_at as decided,
      state in ('confirmed', 'dismissed', 'duplicate') as done
    from reviews where call_started_at >= $1::timestamptz and call_started_at < $2::timestamptz and found_by is null
      and (agent = any($5::text[]) or agent like any($6::text[]))
  )
  select count(*)::int as flagged, count(*) filter (where done)::int as triaged, count(*) filter (where not done)::int as "stillOpen",
    count(claimed)::int as claims, count(decided)::int as verdicts,
    percentile_cont(0.5) within group (order by extract(epoch from claimed - created_at) * 1000)::float8 as "medianToClaimMs",
    percentile_cont(0.5) within group (order by extract(epoch from decided - created_at) * 1000)::float8 as "medianToVerdictMs",
    count(*) filter (where (claimed is not null or not done)
      and coalesce(claimed, $2::timestamptz) - created_at > make_interval(secs => $3::float8 / 1000))::int as "claimLate",
    count(*) filter (where (decided is not null or not done)
      and coalesce(decided, $2::timestamptz) - created_at > make_interval(secs => $4::float8 / 1000))::int as "verdictLate"
  from r`;

/** Votes of others than the one who decided, against the verdict; promoting says that it failed. */
const AGREEMENT_SQL = `select count(*) filter (where agrees)::int as agreements, count(*) filter (where not agrees)::int as disagreements
  from (
    select (v.vote = 'dismiss') = (r.state = 'dismissed') as agrees from review_votes v join reviews r on r.id = v.review_id
    where r.call_started_at >= $1::timestamptz and r.call_started_at < $2::timestamptz
      and (r.agent = any($3::text[]) or r.agent like any($4::text[])) and r.state in ('confirmed', 'dismissed')
      and v.vote in ('confirm', 'dismiss', 'promote') and v.actor_id is distinct from r.verdict_by
  ) votes`;

/** How reviewing went for the calls that began within [from, to). */
export async function readHealth(
  sql: Sql,
  from: Date,
  to: Date,
  sla: { claimMs: number; verdictMs: number },
  agents: readonly string[] = ['*'],
): Promise<ReviewHealth> {
  const { exact, like } = agentArrays(agents);
  const [health] = await sql(HEALTH_SQL, [from, to, sla.claimMs, sla.verdictMs, exact, like]);
  const [agreement] = await sql(AGREEMENT_SQL, [from, to, exact, like]);
  return withoutNulls<ReviewHealth>({ ...health, ...agreement });
}
