import type { Standing } from '#src/domain/plan-tiers.ts';
import type { StoredTierMove, TierReads, TierWrites } from '#src/ports/store/tiers.ts';
import type { Prisma } from './generated/client.ts';
import { camel, withoutNulls } from './rows.ts';
import type { Db, Sql } from './sql.ts';
import { storableJson } from './storable.ts';

/** How many of a scenario's runs tell how it stands. */
const RUNS = 20;

export function tierReads({ client, sql }: Db): TierReads {
  return {
    standings: (now) => readStandings(sql, now),
    async failureWeights(since) {
      const rows = await sql(
        `select agent, mode, sum(occurrences * case severity when 'critical' then 30 when 'high' then 10 when 'medium' then 3 else 1 end)::float8 as points
         from reviews cross join lateral unnest(failure_modes) as mode
         where state = 'confirmed' and grouped_under is null and call_started_at >= $1::timestamptz group by agent, mode`,
        [since],
      );
      const weights: Record<string, Record<string, number>> = {};
      for (const { agent, mode, points } of rows as { agent: string; mode: string; points: number }[]) {
        weights[agent] = { ...weights[agent], [mode]: points };
      }
      return weights;
    },
    async swaps(since) {
      const rows = await sql(
        `select s.agent, count(*)::int as n from tier_moves m join scenarios s on s.id = m.scenario_id
         where m.why = 'swap' and m.from_tier = 'fast' and m.at > $1::timestamptz group by s.agent`,
        [since],
      );
      return Object.fromEntries(rows.map((row) => [row['agent'] as string, row['n'] as number]));
    },
    async moves({ scenarioId, since, limit }) {
      const where = { ...(scenarioId ? { scenarioId } : {}), ...(since ? { at: { gte: since } } : {}) };
      const found = await client.tierMove.findMany({ where, orderBy: [{ at: 'desc' }, { id: 'desc' }], take: limit });
      return found.map(asMove);
    },
    async hasArchived(agent) {
      const found = await client.scenario.findFirst({ where: { tier: 'archived', agent }, select: { id: true } });
      return found !== null;
    },
    async archived(agent, of) {
      const where = { tier: 'archived', agent, ...('ids' in of ? { id: { in: [...of.ids] } } : of) };
      return client.scenario.findMany({ where, select: { id: true, title: true, failureModes: true } });
    },
  };
}

function asMove({ fromTier, toTier, ...rest }: Prisma.TierMoveGetPayload<object>): StoredTierMove {
  return { ...rest, from: fromTier, to: toTier } as StoredTierMove;
}

/** Its last failure: promoted, counted again, seen again in production by its pattern, failed in a run, or resurrected. */
async function readStandings(sql: Sql, now: Date): Promise<Standing[]> {
  const rows = await sql(
    `select s.id, s.agent, s.tier, s.pin, s.failure_modes,
       coalesce(split_part(s.pattern_key, ' · ', 2) like 'compliance:%' or split_part(s.pattern_key, ' · ', 2) = 'compliance', false) as compliance,
       greatest(s.created_at,
         (select max(o.at) from scenario_occurrences o where o.scenario_id = s.id),
         (select max(v.call_started_at) from reviews v where v.pattern_key = s.pattern_key and v.state <> 'dismissed'),
         (select max(f.started_at) from runs f where f.scenario_id = s.id and f.outcome = 'fail' and f.kind <> 'proof'),
         (select max(m.at) from tier_moves m where m.scenario_id = s.id and m.why = 'resurrected')) as last_failure_at,
       coalesce(s.last_outcome <> 'pass', true) as unpassed,
       (select max(e.kind) from exemptions e where e.scenario_id = s.id and e.until > $2::timestamptz) as exempt,
       coalesce(r.passes, 0)::int as passes, coalesce(r.n, 0)::int as runs, r.p75 / 1000 as seconds,
       jsonb_array_length(s.content -> 'script') as script_lines
     from scenarios s left join lateral (
       select count(*) filter (where l.outcome = 'pass') as passes, count(*) as n,
         percentile_cont(0.75) within group (order by l.duration_ms)::float8 as p75
       from (select outcome, duration_ms from runs where scenario_id = s.id and kind <> 'proof' and outcome <> 'error'
             order by started_at desc, id desc limit $1::int) l
     ) r on true`,
    [RUNS, now],
  );
  return rows.map((row) => {
    const { lastFailureAt, ...rest } = camel(row);
    return withoutNulls<Standing>({ ...rest, lastFailureAt: new Date(lastFailureAt as string) });
  });
}

export function tierWrites(db: Db): TierWrites {
  const { client, sql } = db;
  return {
    ...tierReads(db),
    async move(moves) {
      const rows = await sql(
        `with wanted as (
           select * from json_to_recordset($1::json) as g(id text, "scenarioId" text, "from" text, "to" text, why text, reason text, at timestamptz)
         ), moved as (
           update scenarios s set tier = w."to", updated_at = w.at from wanted w
           where s.id = w."scenarioId" and s.tier = w."from" returning s.id
         )
         insert into tier_moves (id, scenario_id, from_tier, to_tier, why, reason, at)
         select w.id, w."scenarioId", w."from", w."to", w.why, w.reason, w.at from wanted w join moved m on m.id = w."scenarioId"
         returning scenario_id`,
        [storableJson(moves)],
      );
      return new Set(rows.map((row) => row['scenario_id'] as string));
    },
    async setPin(id, pin) {
      await client.scenario.updateMany({ where: { id }, data: { pin: pin ?? null } });
    },
  };
}
