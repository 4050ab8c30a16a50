import type { ScenarioReads, StoredRun } from '#src/ports/store/scenarios.ts';
import { camel, withoutNulls } from './rows.ts';
import type { Sql } from './sql.ts';
import { storableJson } from './storable.ts';

export function asRun(found: object): StoredRun {
  const { grader: _, accepted: __, ...run } = found as Record<string, unknown>;
  return withoutNulls<StoredRun>(run);
}

/**
 * Inserts the runs whose ids are new, in one statement, and sets their scenarios' last outcome by the newest that is no proof;
 * returns the new ids.
 */
export async function insertRuns(sql: Sql, runs: readonly StoredRun[]): Promise<Set<string>> {
  const inserted = new Set<string>();
  for (const portion of portions(runs)) {
    const rows = await sql(
      `insert into runs (id, scenario_id, scenario_version, gate_id, kind, target, agent_version, outcome, report, started_at, duration_ms, created_at, grader)
       select id, "scenarioId", "scenarioVersion", "gateId", kind, target, "agentVersion", outcome, report, "startedAt",
         least("durationMs", 2147483647)::int, "createdAt", coalesce((report->>'grader')::int, 1)
       from json_to_recordset($1::json) as g(id text, "scenarioId" text, "scenarioVersion" int, "gateId" text, kind text, target text,
         "agentVersion" text, outcome text, report jsonb, "startedAt" timestamptz, "durationMs" float8, "createdAt" timestamptz)
       order by id on conflict (id) do nothing returning id`,
      [portion],
    );
    for (const row of rows) inserted.add(row['id'] as string);
  }
  await setLastOutcomes(sql, [...inserted]);
  return inserted;
}

const MAX_RUNS = 100;

/** A hundred reports are at most a few MB. */
function portions(runs: readonly StoredRun[]): string[] {
  const all: string[] = [];
  for (let i = 0; i < runs.length; i += MAX_RUNS) all.push(storableJson(runs.slice(i, i + MAX_RUNS)));
  return all;
}

async function setLastOutcomes(sql: Sql, runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return;
  await sql(
    `update scenarios s set last_outcome = r.outcome, last_run_at = r.started_at, updated_at = r.created_at from (
       select distinct on (scenario_id) scenario_id, outcome, started_at, created_at from runs
       where id = any($1::text[]) and kind <> 'proof' order by scenario_id, started_at desc, id desc
     ) r where s.id = r.scenario_id and (s.last_run_at is null or s.last_run_at <= r.started_at)`,
    [runIds],
  );
}

/** The runs of a night by their ids, which begin with its name. */
export async function readNight(sql: Sql, period: string): Promise<Awaited<ReturnType<ScenarioReads['nightRuns']>>> {
  const rows = await sql(
    `select s.id as scenario_id, s.title, s.agent, r.outcome, substring(r.id from '-fill-([0-9]+)$')::int as fill,
       coalesce((select jsonb_object_agg(currency, amount) from (
         select t -> 'cost' ->> 'currency' as currency, sum((t -> 'cost' ->> 'amount')::float8) as amount
         from jsonb_array_elements(r.report -> 'turns') t where t -> 'cost' ->> 'currency' is not null group by 1) c), '{}') as costs
     from runs r join scenarios s on s.id = r.scenario_id
     where r.kind = 'nightly' and starts_with(r.id, $1::text) order by length(s.id), s.id, fill`,
    [`night-${period}-`],
  );
  return rows.map((row) => withoutNulls<Awaited<ReturnType<ScenarioReads['nightRuns']>>[number]>(camel(row)));
}
