import type { Gate } from '#src/domain/gate.ts';
import type { GateRun } from '#src/domain/judge-scenario.ts';
import type { RunReport } from '#src/domain/run.ts';
import type { GateReads, GateWrites } from '#src/ports/store/gates.ts';
import { baselineReads, baselineWrites, exemptionWrites } from './gate-baselines.ts';
import type { Prisma } from './generated/client.ts';
import { nextNumber } from './next-number.ts';
import { withoutNulls } from './rows.ts';
import { asRun, insertRuns } from './run-row.ts';
import type { Db, Sql } from './sql.ts';

export function gateReads(db: Db): GateReads {
  const { client, sql } = db;
  return {
    ...baselineReads(db),
    async get(id) {
      const found = await client.gate.findUnique({ where: { id } });
      return found ? withoutNulls<Gate>(found) : undefined;
    },
    async list(limit) {
      const found = await client.gate.findMany({ orderBy: [{ startedAt: 'desc' }, { id: 'desc' }], take: limit });
      return found.map((row) => withoutNulls<Gate>(row));
    },
    async between(from, to) {
      const found = await client.gate.findMany({
        where: { startedAt: { gte: from, lt: to } },
        orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
      });
      return found.map((row) => withoutNulls<Gate>(row));
    },
    async overridden(from, to) {
      const rows = await sql(
        `select id from gates where override is not null and (override->>'at')::timestamptz >= $1::timestamptz
           and (override->>'at')::timestamptz < $2::timestamptz`,
        [from, to],
      );
      const where = { id: { in: rows.map((row) => row['id'] as string) } };
      const found = await client.gate.findMany({ where, orderBy: [{ startedAt: 'asc' }, { id: 'asc' }] });
      return found.map((row) => withoutNulls<Gate>(row));
    },
    async runs(gateId) {
      const found = await client.run.findMany({ where: { gateId }, orderBy: [{ startedAt: 'asc' }, { id: 'asc' }] });
      return found.map(asRun);
    },
    async runLines(gateId, scenarioIds) {
      const rows = await sql(RUN_LINES_SQL, [gateId, scenarioIds ?? null]);
      return rows.map((row) => withoutNulls<GateRun>(row));
    },
    async firstFailures(gateId, scenarioIds) {
      const rows = await sql(
        `select distinct on (scenario_id) report from runs where gate_id = $1 and scenario_id = any($2::text[])
           and outcome in ('fail', 'diverged') order by scenario_id, created_at, started_at, id`,
        [gateId, scenarioIds],
      );
      return rows.map((row) => row['report'] as RunReport);
    },
    async reported(gateId) {
      const [row] = await sql(
        'select count(distinct scenario_id)::int as scenarios, count(*)::int as runs from runs where gate_id = $1',
        [gateId],
      );
      return row as { scenarios: number; runs: number };
    },
    runsElsewhere: (gateId, runIds) => runsElsewhere(sql, gateId, runIds),
  };
}

async function runsElsewhere(sql: Sql, gateId: string, runIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql('select id from runs where id = any($2::text[]) and gate_id is distinct from $1', [
    gateId,
    runIds,
  ]);
  return new Set(rows.map((row) => row['id'] as string));
}

/** Reduced inside the database: a report may hold a whole transcript. */
const RUN_LINES_SQL = `select r.scenario_id as "scenarioId", r.scenario_version as "scenarioVersion", r.grader,
    coalesce(r.report->>'identityHash', '') as "identityHash", s.title, r.outcome, coalesce(r.report->>'reason', '') as reason,
    coalesce(r.report->'divergedAtTurn', jsonb_path_query_first(r.report, '$.checks[*] ? (@.status == "fail" && exists(@.turn)).turn'))::int as turn
  from runs r join scenarios s on s.id = r.scenario_id where r.gate_id = $1 and ($2::text[] is null or r.scenario_id = any($2::text[]))
  order by r.scenario_id, r.created_at, r.started_at, r.id`;

export function gateWrites(db: Db): GateWrites {
  const { client, sql } = db;
  return {
    ...gateReads(db),
    ...baselineWrites(db),
    ...exemptionWrites(db),
    nextId: () => nextNumber(sql, 'gate_number', 'G'),
    async insert(gate) {
      await client.gate.create({ data: gate as unknown as Prisma.GateCreateInput });
    },
    async finish(id, state, summary, at, override) {
      const data = {
        state,
        summary: summary as unknown as Prisma.InputJsonValue,
        finishedAt: at,
        ...(override && { override: override as unknown as Prisma.InputJsonValue }),
      };
      return (await client.gate.updateMany({ where: { id, state: 'running' }, data })).count > 0;
    },
    addRuns: (runs) => insertRuns(sql, runs),
  };
}
