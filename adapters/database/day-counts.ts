/**
 * SQL of the counts of local days, in one place for those that are kept and those counted live, so that both say the same. $1 is the zone
 * everywhere. A read adds $2 and $3, from and until when: kept days stand for themselves, and what changed since they were counted, what
 * was not counted yet and the cut days at both ends are counted from the calls, in the same statement, so that it is exact at any moment.
 */

/** Changes with what a kept day says; days kept otherwise are counted anew. 2: hand-overs known and calls right the first time. 3: how far costs lie apart. */
export const SHAPE = 3;

const dayOf = (at: string) => `to_char((${at}) at time zone $1::text, 'YYYY-MM-DD')`;
const nextDay = (day: string) => `to_char((${day})::date + 1, 'YYYY-MM-DD')`;
const midnight = (day: string) => `((${day})::date::timestamp at time zone $1::text)`;
/** Where a day begins; some hours beside it where the clocks change at midnight. What is read by it is filtered by its day too. */
const bound = (day: string, slack: '+' | '-') =>
  `case when ${dayOf(midnight(day))} = ${day} and ${dayOf(`${midnight(day)} - interval '1 millisecond'`)} < ${day}
    then ${midnight(day)} else ${midnight(day)} ${slack} interval '3 hours' end`;
const span = (day: string) => `${bound(day, '-')} as from_at, ${bound(nextDay(day), '+')} as until_at`;

/** The local days of a mark: two in zones that are not whole hours from UTC. */
export const MARKED_DAYS = `cross join lateral (values (${dayOf('m.hour')}), (${dayOf(`m.hour + interval '59 minutes 59.999 seconds'`)})) x(day)`;

/** The days as given: [{agent, day, calls}]. */
export const GIVEN_DAYS = (parameter: string) =>
  `dirty as (select g.agent, g.day, g.calls, ${span('g.day')} from jsonb_to_recordset(${parameter}::jsonb) as g(agent text, day text, calls bool))`;

/** Kept days lie from `lo` until before `hi`; what changed among them is `dirty`. */
const WINDOW = `win as (
    select lo, hi, ${bound('lo', '+')} as lo_until, ${bound('hi', '-')} as hi_from from (
      select lo, greatest(lo, ${dayOf('$3::timestamptz')}) as hi from (
        select coalesce((
          select greatest(s.rolled_from, case when ${dayOf(`$2::timestamptz - interval '1 millisecond'`)} = first.day then ${nextDay('first.day')} else first.day end)
          from rollup_state s, (select ${dayOf('$2::timestamptz')} as day) first where s.zone = $1::text and s.shape = ${SHAPE}
        ), '9999-12-31') as lo
      ) a
    ) b
  ), dirty as (
    select d.agent, d.day, d.calls, ${span('d.day')} from (
      select m.agent, x.day, bool_or(m.calls) as calls from rollup_marks m ${MARKED_DAYS} cross join win w
      where x.day >= w.lo and x.day < w.hi group by 1, 2
    ) d
  )`;

/** Rows of a table of calls outside the kept days. */
const edges = (table: string, at: string) => `
  select ${dayOf(`c.${at}`)} as day, c.* from ${table} c cross join win w
  where c.${at} >= $2::timestamptz and c.${at} < $3::timestamptz and c.${at} < w.lo_until and ${dayOf(`c.${at}`)} < w.lo
  union all select ${dayOf(`c.${at}`)} as day, c.* from ${table} c cross join win w
  where c.${at} >= $2::timestamptz and c.${at} < $3::timestamptz and c.${at} >= w.hi_from and ${dayOf(`c.${at}`)} >= w.hi`;
/** Rows of the dirty days. Fenced, or the planner may take the whole table for a few days of it. */
const dirtyRows = (table: string, at: string, which: string) => `
  select d.day, c.* from dirty d cross join lateral (
    select * from ${table} t where t.agent = d.agent and t.${at} >= d.from_at and t.${at} < d.until_at offset 0
  ) c where ${which} and ${dayOf(`c.${at}`)} = d.day`;

const DIRTY_CALLS = dirtyRows('calls', 'started_at', 'd.calls');
const DIRTY_REVIEWS = dirtyRows('reviews', 'call_started_at', 'true');

const CALL_COLUMNS =
  'day, agent, version, scorecard, severity, calls, flagged, unreviewed, resolved_known, resolved, escalated, cost, cost_known, escalated_known, first_pass_known, first_pass, cost_squares, both_known, both_resolved, both_cost, resolved_cost';
const REVIEW_COLUMNS = 'day, agent, version, severity, state, how, failure_modes, n';

const callCells = (rows: string) => `
  select c.day, c.agent, coalesce(c.agent_version, '') as version, coalesce(c.scorecard_version, '') as scorecard,
    case when c.flagged then coalesce(c.severity, '') else '' end as severity, count(*)::int as calls,
    count(*) filter (where c.flagged)::int as flagged,
    count(*) filter (where c.flagged and not exists (select from reviews r where r.call_id = c.id))::int as unreviewed,
    count(c.resolved)::int as resolved_known, count(*) filter (where c.resolved)::int as resolved,
    count(*) filter (where c.escalated)::int as escalated, coalesce(sum(c.cost_amount), 0)::float8 as cost,
    count(c.cost_amount)::int as cost_known, count(c.escalated)::int as escalated_known,
    count(*) filter (where c.resolved is not null and c.flagged is not null)::int as first_pass_known,
    count(*) filter (where c.resolved and not c.flagged and not coalesce(c.escalated, false))::int as first_pass,
    coalesce(sum(c.cost_amount ^ 2), 0)::float8 as cost_squares, count(c.cost_amount) filter (where c.resolved is not null)::int as both_known,
    count(c.cost_amount) filter (where c.resolved)::int as both_resolved,
    coalesce(sum(c.cost_amount) filter (where c.resolved is not null), 0)::float8 as both_cost,
    coalesce(sum(c.cost_amount) filter (where c.resolved), 0)::float8 as resolved_cost
  from (${rows}) c group by 1, 2, 3, 4, 5`;

/**
 * A duplicate counts as what it is a duplicate of was confirmed as: otherwise the calls after a scenario's promotion, which
 * people mark as duplicates, would look like an improvement. What a look found and no check flags is not counted: it is of a sample, and
 * only since there are looks. A group is decided with its lead, which was served or picked.
 */
const reviewCells = (rows: string) => `
  select r.day, r.agent, coalesce(c.agent_version, '') as version, r.severity,
    case when r.state in ('confirmed', 'dismissed', 'duplicate') then r.state else 'waiting' end as state,
    case when r.state not in ('confirmed', 'dismissed', 'duplicate') then 'waiting'
      when r.verdict_via in ('queue', 'group') then 'served' else 'picked' end as how,
    case when r.state = 'confirmed' then r.failure_modes
      when r.state = 'duplicate' and o.state = 'confirmed' then o.failure_modes else '{}' end as failure_modes,
    count(*)::int as n
  from (${rows}) r join calls c on c.id = r.call_id left join reviews o on o.id = r.duplicate_of
  where c.flagged or r.found_by is null group by 1, 2, 3, 4, 5, 6, 7`;

const kept = (table: string, columns: string, which: string) => `
  select ${columns} from ${table} k cross join win w where k.day >= w.lo and k.day < w.hi
    and not exists (select from dirty d where ${which} and d.agent = k.agent and d.day = k.day)`;

const CALLS = `calls_of as (${kept('day_calls', CALL_COLUMNS, 'd.calls')}
  union all ${callCells(`${edges('calls', 'started_at')} union all ${DIRTY_CALLS}`)})`;
const REVIEWS = `reviews_of as (${kept('day_reviews', REVIEW_COLUMNS, 'true')}
  union all ${reviewCells(`${edges('reviews', 'call_started_at')} union all ${DIRTY_REVIEWS}`)})`;

/** `calls_of`: calls by day, agent, version, scorecard and the severity of the flagged ones; several rows may be alike. */
export const WITH_CALLS = `with ${WINDOW}, ${CALLS}`;
/** `reviews_of`: reviews by day, agent, version, severity, state, how a person came to them and as what they were confirmed. */
export const WITH_REVIEWS = `with ${WINDOW}, ${REVIEWS}`;
export const WITH_BOTH = `with ${WINDOW}, ${CALLS}, ${REVIEWS}`;

/** What is to be kept of the days in $2. */
export const COUNT_CALLS = `with ${GIVEN_DAYS('$2')} ${callCells(DIRTY_CALLS)}`;
export const COUNT_REVIEWS = `with ${GIVEN_DAYS('$2')} ${reviewCells(DIRTY_REVIEWS)}`;

/** Calls of the newest day before $2. */
export const DAY_BEFORE = `select ${dayOf('started_at')} as day from calls
  where started_at < ${bound('$2::text', '+')} and ${dayOf('started_at')} < $2::text order by started_at desc limit 1`;
export const HOURS_OF_DAY = `with ${GIVEN_DAYS(`jsonb_build_array(jsonb_build_object('day', $2::text))`)}
  select distinct c.agent, date_trunc('hour', c.started_at, 'UTC') from dirty d cross join lateral (
    select agent, started_at from calls t where t.started_at >= d.from_at and t.started_at < d.until_at offset 0
  ) c where ${dayOf('c.started_at')} = d.day`;
/** The day after the newest call, or after $2: nothing that is there already lies on it or later. */
export const DAY_AFTER_ALL = nextDay(dayOf(`greatest($2::timestamptz, (select max(started_at) from calls))`));

export const CALL_ROW =
  'day text, agent text, version text, scorecard text, severity text, calls int, flagged int, unreviewed int, resolved_known int, resolved int, escalated int, cost float8, cost_known int, escalated_known int, first_pass_known int, first_pass int, cost_squares float8, both_known int, both_resolved int, both_cost float8, resolved_cost float8';
export const REVIEW_ROW =
  'day text, agent text, version text, severity text, state text, how text, failure_modes text[], n int';
