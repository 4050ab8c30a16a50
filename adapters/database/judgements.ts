import { type Judgement, UNREADABLE_LIMIT } from '#src/domain/judgement.ts';
import type { JudgementReads, JudgementWrites } from '#src/ports/store/judgements.ts';
import { agentArrays, withoutNulls } from './rows.ts';
import type { Db } from './sql.ts';
import { storableJson } from './storable.ts';

type Rows<T> = Promise<T[]>;

export function judgementReads({ sql }: Pick<Db, 'sql'>): JudgementReads {
  return {
    async of(callIds) {
      const rows = await sql(
        `select call_id as "callId", state, why, near, tries, unreadable, version, criteria, turn_count as "turnCount",
           judged_at as "judgedAt" from judgements where call_id = any($1::text[])`,
        [callIds],
      );
      return rows.map((row) => withoutNulls<Judgement>(row));
    },
    async day(day) {
      const [row] = await sql(
        `select requests, input_tokens::float8 as "inputTokens", output_tokens::float8 as "outputTokens", cost
         from judge_days where day = $1`,
        [day],
      );
      return { day, requests: 0, inputTokens: 0, outputTokens: 0, cost: 0, ...row };
    },
    owed: () =>
      sql(
        `select why, count(*)::int as n from judgements where state = 'owed' group by why order by why`,
      ) as Rows<never>,
    decided(from, to, agents = ['*']) {
      const { exact, like } = agentArrays(agents);
      return sql(
        `select r.state as verdict, r.failure_modes as "failureModes", j.criteria from judgements j join reviews r on r.call_id = j.call_id
         where j.criteria is not null and r.state in ('confirmed', 'dismissed')
           and r.call_started_at >= $1::timestamptz and r.call_started_at < $2::timestamptz
           and (r.agent = any($3::text[]) or r.agent like any($4::text[]))`,
        [from, to, exact, like],
      ) as Rows<never>;
    },
  };
}

export function judgementWrites(db: Db): JudgementWrites {
  return { ...judgementReads(db), ...askWrites(db), ...owedWrites(db), ...budgetWrites(db) };
}

function askWrites({ sql }: Db): Pick<JudgementWrites, 'take' | 'save' | 'giveBack'> {
  return {
    async take(limit, at, until) {
      const rows = await sql(
        `update judgements set taken_until = $3::timestamptz where call_id in (
           select call_id from judgements where state = 'owed' and (taken_until is null or taken_until <= $2::timestamptz)
           order by tries, near desc, started_at desc, call_id limit $1::int for update skip locked
         ) returning call_id as id`,
        [limit, at, until],
      );
      return rows.map(({ id }) => String(id));
    },
    async save({ callId, version, criteria, turnCount, at }) {
      const rows = await sql(
        `update judgements set state = 'judged', why = null, taken_until = null, version = $2, criteria = $3::jsonb, turn_count = $4::int,
           judged_at = $5::timestamptz where call_id = $1 returning call_id`,
        [callId, version, storableJson(criteria), turnCount, at],
      );
      return rows.length > 0;
    },
    async giveBack(callIds, why, notBefore) {
      await sql(
        `update judgements set why = $2, taken_until = $3::timestamptz, tries = tries + case when $2 = 'over_budget' then 0 else 1 end,
           unreadable = unreadable + case when $2 = 'unreadable' then 1 else 0 end,
           state = case when $2 = 'unreadable' and unreadable + 1 >= $4::int then 'given_up' else state end
         where call_id = any($1::text[]) and state = 'owed'`,
        [callIds, why, notBefore, UNREADABLE_LIMIT],
      );
    },
  };
}

function owedWrites({ sql }: Db): Pick<JudgementWrites, 'owe' | 'restate' | 'giveUp'> {
  return {
    async owe(calls, at) {
      if (calls.length === 0) return;
      await sql(
        `insert into judgements (call_id, state, why, near, started_at, owed_at)
         select g."callId", 'owed', g.why, g.near, g."startedAt", $2::timestamptz
         from jsonb_to_recordset($1::jsonb) as g("callId" text, why text, near bool, "startedAt" timestamptz) join calls c on c.id = g."callId"
         on conflict (call_id) do update set state = 'owed', why = excluded.why, near = excluded.near, owed_at = excluded.owed_at,
           started_at = excluded.started_at, tries = 0, unreadable = 0, taken_until = null`,
        [storableJson([...calls].sort((a, b) => (a.callId < b.callId ? -1 : 1))), at],
      );
    },
    async restate(why, at, limit) {
      const rows = await sql(
        `update judgements set why = $1 where call_id in (
           select call_id from judgements where state = 'owed' and why <> $1 and (taken_until is null or taken_until <= $2::timestamptz)
           order by call_id limit $3::int for update skip locked) returning call_id as id`,
        [why, at, limit],
      );
      return rows.map(({ id }) => String(id));
    },
    async giveUp(before, limit) {
      const rows = await sql(
        `update judgements set state = 'given_up', why = 'too_late' where call_id in (
           select call_id from judgements where state = 'owed' and started_at < $1::timestamptz
           order by call_id limit $2::int for update skip locked) returning call_id as id`,
        [before, limit],
      );
      return rows.map(({ id }) => String(id));
    },
  };
}

function budgetWrites({ sql }: Db): Pick<JudgementWrites, 'reserve' | 'settle'> {
  return {
    async reserve(day, { cost, maxPerDay, maxCost }) {
      // One statement: of two replicas at the last request, one waits for the other's row and is then refused.
      const rows = await sql(
        `insert into judge_days as d (day, requests, cost) select $1, 1, $2::float8 where $3::int >= 1 and coalesce($2::float8 <= $4::float8, true)
         on conflict (day) do update set requests = d.requests + 1, cost = d.cost + excluded.cost
           where d.requests < $3::int and coalesce(d.cost + excluded.cost <= $4::float8, true)
         returning day`,
        [day, cost, maxPerDay, maxCost],
      );
      return rows.length > 0;
    },
    async settle(day, { reserved, cost, usage }) {
      await sql(
        `update judge_days set cost = greatest(0, cost + $2::float8), input_tokens = input_tokens + $3::bigint,
           output_tokens = output_tokens + $4::bigint where day = $1`,
        [day, cost - reserved, Math.round(usage.inputTokens), Math.round(usage.outputTokens)],
      );
    },
  };
}
