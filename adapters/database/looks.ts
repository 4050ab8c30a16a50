import type { Look } from '#src/domain/look.ts';
import type { LookedAt } from '#src/domain/missed.ts';
import type { LookFilter, LookFrame, LookReads, LookResults, LookWrites } from '#src/ports/store/looks.ts';
import { callsOfCustomers } from './forget.ts';
import type { Prisma } from './generated/client.ts';
import { nextNumber } from './next-number.ts';
import { agentArrays, agentCondition, withoutNulls } from './rows.ts';
import type { Db, Sql } from './sql.ts';

const FRAME = `from calls where started_at >= $1::timestamptz and started_at < $2::timestamptz and flagged = false
  and received_at - started_at <= make_interval(secs => $3::float8 / 1000)`;

export function lookReads({ client, sql }: Db): LookReads {
  return {
    async frame(frame) {
      const rows = await sql(`select agent, count(*)::int as n ${FRAME} group by 1 order by 1`, valuesOf(frame));
      return rows as { agent: string; n: number }[];
    },
    async sample(frame, agents, seed, n) {
      const rows = await sql(
        `select id as "callId", agent ${FRAME} and agent = any($4::text[]) and not exists (select 1 from looks l where l.call_id = calls.id)
         order by md5($5::text || id), id limit $6::int`,
        [...valuesOf(frame), agents, seed, n],
      );
      return rows as { callId: string; agent: string }[];
    },
    async get(id) {
      return asLook(await client.look.findUnique({ where: { id } }));
    },
    async ofCall(callId) {
      return asLook(await client.look.findUnique({ where: { callId } }));
    },
    async list(filter) {
      const found = await client.look.findMany({
        where: whereOf(filter),
        orderBy: [{ day: 'desc' }, { place: 'asc' }, { id: 'asc' }],
        take: filter.limit,
      });
      return found.map((row) => withoutNulls<Look>(row));
    },
    waiting: (agents) => client.look.count({ where: whereOf({ states: ['open'], ...(agents ? { agents } : {}) }) }),
    results: (firstDay, lastDay, agents) => readResults(sql, firstDay, lastDay, agents ?? ['*']),
    async daysOfCustomers(customerKeys) {
      const calls = await callsOfCustomers(sql, customerKeys);
      if (calls.length === 0) return [];
      const rows = await sql('select distinct day from looks where call_id = any($1::text[]) order by day', [calls]);
      return rows.map((row) => row['day'] as string);
    },
  };
}

function valuesOf({ from, to, lateMs }: LookFrame): unknown[] {
  return [from, to, lateMs];
}

function asLook(found: Prisma.LookGetPayload<object> | null): Look | undefined {
  return found === null ? undefined : withoutNulls<Look>(found);
}

function whereOf({ states, day, agents }: Omit<LookFilter, 'limit'>): Prisma.LookWhereInput {
  return {
    ...(states ? { state: { in: [...states] } } : {}),
    ...(day === undefined ? {} : { day }),
    AND: [agents ? agentCondition(agents) : {}, { OR: [{ state: { not: 'open' } }, { call: { flagged: false } }] }],
  };
}

/**
 * What was found is what its review says today: taken back it is open again, dismissed it was fine, tagged anew it is that. A call that
 * was flagged since is none of those that the checks miss.
 */
const RESULTS = `
  select l.population::float8 / l.drawn as weight, l.state as "lookState", r.state as "reviewState",
    case when r.state = 'duplicate' then coalesce(o.failure_modes, r.failure_modes) else coalesce(r.failure_modes, '{}') end as "failureModes"
  from looks l join calls c on c.id = l.call_id
    left join reviews r on r.call_id = l.call_id left join reviews o on o.id = r.duplicate_of
  where l.day >= $1 and l.day <= $2 and c.flagged = false and (l.agent = any($3::text[]) or l.agent like any($4::text[]))`;

type ResultRow = { weight: number; lookState: string; reviewState: string | null; failureModes: string[] };

async function readResults(
  sql: Sql,
  firstDay: string,
  lastDay: string,
  agents: readonly string[],
): Promise<LookResults> {
  const { exact, like } = agentArrays(agents);
  const rows = (await sql(RESULTS, [firstDay, lastDay, exact, like])) as ResultRow[];
  return {
    looked: rows.flatMap((row) => lookedAt(row) ?? []),
    offered: rows.length,
    skipped: rows.filter(({ lookState }) => lookState === 'skipped').length,
  };
}

function lookedAt({ weight, lookState, reviewState, failureModes }: ResultRow): LookedAt | undefined {
  const fine: LookedAt = { weight, failed: false, failureModes: [] };
  if (lookState === 'fine') return fine;
  if (lookState !== 'wrong') return undefined;
  if (reviewState === 'dismissed') return fine;
  if (reviewState !== 'confirmed' && reviewState !== 'duplicate') return undefined;
  return { weight, failed: true, failureModes };
}

export function lookWrites(db: Db): LookWrites {
  const { client, sql } = db;
  return {
    ...lookReads(db),
    nextId: () => nextNumber(sql, 'look_number', 'L'),
    async insert(looks) {
      await client.look.createMany({ data: [...looks], skipDuplicates: true });
    },
    async answer(id, from, answer) {
      const [changed] = await client.look.updateManyAndReturn({ where: { id, state: from }, data: answer });
      return asLook(changed ?? null);
    },
  };
}
