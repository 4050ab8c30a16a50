import type { LateReviews, ReviewHealth, Sla } from '#src/ports/store/reports.ts';
import { agentArrays, withoutNulls } from './rows.ts';
import { agentSeen, type Sql } from './sql.ts';

/** A verdict without a claim was a claim as well; what nobody has answered is late once `to` is past its limit. */
const FLAGGED = `with r as (
    select state, created_at, coalesce(claimed_at, verdict_at) as claimed, verdict_at as decided,
      state in ('confirmed', 'dismissed', 'duplicate') as done
    from reviews where call_started_at >= $1::timestamptz and call_started_at < $2::timestamptz and found_by is null
      and ${agentSeen('agent', '$5', '$6')}
  )`;
const LATE = `count(*)::int as flagged,
    count(*) filter (where (claimed is not null or not done)
      and coalesce(claimed, $2::timestamptz) - created_at > make_interval(secs => $3::float8 / 1000))::int as "claimLate",
    count(*) filter (where (decided is not null or not done)
      and coalesce(decided, $2::timestamptz) - created_at > make_interval(secs => $4::float8 / 1000))::int as "verdictLate"`;
const median = (at: string) =>
  `percentile_cont(0.5) within group (order by round(date_part('epoch', ${at} - created_at) * 1000))`;
const LATE_SQL = `${FLAGGED} select ${LATE} from r`;
const HEALTH_SQL = `${FLAGGED} select ${LATE}, count(*) filter (where done)::int as triaged,
    count(*) filter (where not done)::int as "stillOpen", count(claimed)::int as claims, count(decided)::int as verdicts,
    ${median('claimed')} as "medianToClaimMs", ${median('decided')} as "medianToVerdictMs"
  from r`;

/** Votes of others than the one who decided, against the verdict; promoting says that it failed. */
const AGREEMENT_SQL = `select count(*) filter (where agrees)::int as agreements, count(*) filter (where not agrees)::int as disagreements
  from (
    select (v.vote = 'dismiss') = (r.state = 'dismissed') as agrees from review_votes v join reviews r on r.id = v.review_id
    where r.call_started_at >= $1::timestamptz and r.call_started_at < $2::timestamptz
      and ${agentSeen('r.agent', '$3', '$4')} and r.state in ('confirmed', 'dismissed')
      and v.vote in ('confirm', 'dismiss', 'promote') and v.actor_id is distinct from r.verdict_by
  ) votes`;

/** How reviewing went for the calls that began within [from, to). */
export async function readHealth(
  sql: Sql,
  from: Date,
  to: Date,
  sla: Sla,
  agents: readonly string[] = ['*'],
): Promise<ReviewHealth> {
  const { exact, like } = agentArrays(agents);
  const [health] = await sql(HEALTH_SQL, [from, to, sla.claimMs, sla.verdictMs, exact, like]);
  const [agreement] = await sql(AGREEMENT_SQL, [from, to, exact, like]);
  return withoutNulls<ReviewHealth>({ ...health, ...agreement });
}

/** How many of the same were claimed or decided later than agreed. */
export async function readLate(
  sql: Sql,
  from: Date,
  to: Date,
  sla: Sla,
  agents: readonly string[] = ['*'],
): Promise<LateReviews> {
  const { exact, like } = agentArrays(agents);
  const [late] = await sql(LATE_SQL, [from, to, sla.claimMs, sla.verdictMs, exact, like]);
  return late as LateReviews;
}
