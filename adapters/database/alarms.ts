import type { Alarm, AlarmFacts, ClearCall } from '#src/domain/alarm.ts';
import type { AlarmFilter, AlarmReads, AlarmWrites, ClearestOrder } from '#src/ports/store/alarms.ts';
import { nextNumber } from './next-number.ts';
import { agentArrays, camel, withDates, withoutNulls } from './rows.ts';
import type { Db, Sql } from './sql.ts';
import { storableJson } from './storable.ts';

export function alarmReads({ client, sql }: Db): AlarmReads {
  return {
    async alarm(id) {
      const found = await client.alarm.findUnique({ where: { id } });
      return found ? asAlarm(found) : undefined;
    },
    alarms: (filter) => readAlarms(sql, filter),
    async told(keys) {
      const found = await client.alarm.findMany({ where: { key: { in: [...keys] } }, select: { key: true } });
      return new Set(found.map(({ key }) => key));
    },
    clearest: (order) => readClearest(sql, order),
    async clearCalls(callIds) {
      const rows = await sql(
        `select ${CLEAR} from reviews r where r.call_id = any($1::text[]) order by array_position($1::text[], r.call_id)`,
        [callIds],
      );
      return rows as ClearCall[];
    },
    async isWatched(agent, failureMode, { allFrom, ownFrom, until }) {
      const [row] = await sql(
        `select exists (select 1 from fixes where $1 = any(agents) and ended_at is null and live_at <= $5::timestamptz
           and (live_at > $3::timestamptz or (live_at > $4::timestamptz and $2 = any(failure_modes)))) as watched`,
        [agent, failureMode, allFrom, ownFrom, until],
      );
      return row?.['watched'] === true;
    },
  };
}

const CLEAR = `r.call_id as "callId", r.id as "reviewId", r.severity, r.reason, r.score`;

async function readAlarms(sql: Sql, { agents, open, fixId, limit }: AlarmFilter): Promise<Alarm[]> {
  const { exact, like } = agentArrays(agents ?? ['*']);
  const rows = await sql(
    `select * from alarms a
     where not exists (select 1 from unnest(a.agents) agent where not (agent = any($1::text[]) or agent like any($2::text[])))
       and (not $3::boolean or a.acknowledged_at is null) and ($4::text is null or a.fix_id = $4)
     order by a.posted_at desc, a.id desc limit $5::int`,
    [exact, like, open === true, fixId, limit],
  );
  return rows.map((row) => asAlarm(withDates(camel(row))));
}

async function readClearest(sql: Sql, order: ClearestOrder): Promise<ClearCall[]> {
  const { agents, failureMode, version, from, to, limit } = order;
  const rows = await sql(
    `select ${CLEAR} from reviews r
     where r.state = 'confirmed' and r.agent = any($1::text[]) and ($2::text is null or $2 = any(r.failure_modes))
       and ($3::text is null or r.agent_version = $3) and r.call_started_at >= $4::timestamptz and r.call_started_at < $5::timestamptz
     order by array_position(array['critical', 'high', 'medium', 'low'], r.severity), r.score, r.call_started_at desc, r.id
     limit $6::int`,
    [agents, failureMode, version, from, to, limit],
  );
  return rows as ClearCall[];
}

export function alarmWrites(db: Db): AlarmWrites {
  const { client, sql } = db;
  return {
    ...alarmReads(db),
    nextId: () => nextNumber(sql, 'alarm_number', 'AL'),
    async insert({ id, key, kind, agents, failureMode, fixId, callIds, facts, postedAt }) {
      const rows = await sql(
        `insert into alarms (id, key, kind, agents, failure_mode, fix_id, call_ids, facts, posted_at)
         values ($1, $2, $3, $4::text[], $5, $6, $7::text[], $8::jsonb, $9::timestamptz) on conflict (key) do nothing returning id`,
        [id, key, kind, agents, failureMode, fixId, callIds, storableJson(facts), postedAt],
      );
      return rows.length > 0;
    },
    async acknowledge(id, by, at) {
      const data = { acknowledgedAt: at, acknowledgedBy: by };
      return (await client.alarm.updateMany({ where: { id, acknowledgedAt: null }, data })).count > 0;
    },
    async rollBack(fixId, to, by, at) {
      const rows = await sql(
        `update alarms set rolled_back_at = $4::timestamptz, rolled_back_by = $3, rolled_back_to = $2,
           acknowledged_at = coalesce(acknowledged_at, $4::timestamptz), acknowledged_by = coalesce(acknowledged_by, $3)
         where fix_id = $1 returning *`,
        [fixId, to, by, at],
      );
      return rows.map((row) => asAlarm(withDates(camel(row))));
    },
    async countFailures(agent, failureMode, n) {
      const [row] = await sql(
        `insert into settings (key, value) values ($1, to_jsonb($2::int))
         on conflict (key) do update set value = to_jsonb((settings.value)::int + $2::int) returning (value)::int as n`,
        [`failures:${agent}:${failureMode}`, n],
      );
      return Number(row?.['n'] ?? 0);
    },
  };
}

function asAlarm(row: object): Alarm {
  const alarm = withoutNulls<Alarm>(row);
  return { ...alarm, facts: alarm.facts as AlarmFacts };
}

/** The calls go from what was told of them. */
export async function forgetInAlarms(sql: Sql, calls: readonly string[]): Promise<void> {
  await sql(
    `update alarms set call_ids = array(select id from unnest(call_ids) with ordinality as c(id, n) where not id = any($1::text[]) order by n)
     where call_ids && $1::text[]`,
    [calls],
  );
}
