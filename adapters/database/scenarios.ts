import type { Reproduction, Scenario, ScenarioSummary, Tier } from '#src/domain/scenario.ts';
import type {
  DuplicateAnswer,
  ScenarioFilter,
  ScenarioReads,
  ScenarioWrites,
  StoredScenario,
} from '#src/ports/store/scenarios.ts';
import type { Prisma } from './generated/client.ts';
import { nextNumber } from './next-number.ts';
import { agentCondition, withoutNulls } from './rows.ts';
import { asRun, insertRuns, readNight } from './run-row.ts';
import type { Db } from './sql.ts';

const SUMMARY = {
  id: true,
  version: true,
  title: true,
  agent: true,
  failureModes: true,
  tier: true,
  callId: true,
  reproduction: true,
  lastOutcome: true,
  lastRunAt: true,
  approvedPasses: true,
  createdAt: true,
  scenarioOccurrences: { select: { callId: true } },
} as const;

export function scenarioReads({ client, sql }: Db): ScenarioReads {
  return {
    async get(id) {
      return asStored(await client.scenario.findUnique({ where: { id } }));
    },
    async ofCall(callId) {
      return asStored(await client.scenario.findUnique({ where: { callId } }));
    },
    async ofPattern(patternKey) {
      const found = await client.scenario.findFirst({
        where: { patternKey },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      });
      if (!found) return undefined;
      const { agentVersion } = found.provenance as { agentVersion?: string };
      return { id: found.id, title: found.title, ...(agentVersion === undefined ? {} : { agentVersion }) };
    },
    async list(filter) {
      const orderBy = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
      const found = await client.scenario.findMany({
        where: whereOf(filter),
        select: SUMMARY,
        orderBy,
        take: filter.limit,
        skip: filter.offset ?? 0,
      });
      return found.map(asSummary);
    },
    async countByTier(agents) {
      const where = agents ? agentCondition(agents) : {};
      const groups = await client.scenario.groupBy({ by: ['tier'], where, _count: { _all: true } });
      return groups.map(({ tier, _count }) => ({ tier: tier as Tier, n: _count._all }));
    },
    async runs(scenarioId, limit) {
      const found = await client.run.findMany({
        where: { scenarioId },
        orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
        take: limit,
      });
      return found.map(asRun);
    },
    async run(id) {
      const found = await client.run.findUnique({ where: { id } });
      return found ? asRun(found) : undefined;
    },
    ...wholeSuiteReads({ client, sql }),
  };
}

type WholeSuiteReads = Pick<
  ScenarioReads,
  'suite' | 'heads' | 'wholes' | 'agentsOf' | 'ids' | 'texts' | 'answers' | 'nightRuns'
>;

/** What gates, near-duplicates and the night read of many scenarios. */
function wholeSuiteReads({ client, sql }: Db): WholeSuiteReads {
  return {
    async suite(tier, agents) {
      return (await client.scenario.findMany({ where: whereOf({ tier, agents }) })).map(asScenario).sort(byNumber);
    },
    async heads(tier, agents) {
      const select = { id: true, version: true, identityHash: true, agent: true } as const;
      return (await client.scenario.findMany({ where: whereOf({ tier, agents }), select })).sort(byNumber);
    },
    async wholes(ids, agents) {
      const found = await client.scenario.findMany({ where: { id: { in: [...ids] }, ...whereOf({ agents }) } });
      const byId = new Map(found.map((row) => [row.id, asScenario(row)]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    async agentsOf(ids) {
      const found = await client.scenario.findMany({ where: { id: { in: [...ids] } }, select: { agent: true } });
      return found.length < new Set(ids).size ? undefined : [...new Set(found.map(({ agent }) => agent))];
    },
    async ids(tier) {
      const where = tier ? { tier } : {};
      return (await client.scenario.findMany({ where, select: { id: true } })).map(({ id }) => id);
    },
    nightRuns: (period) => readNight(sql, period),
    async texts(ids) {
      const select = { id: true, spoken: true } as const;
      const found = await client.scenario.findMany({ where: { id: { in: [...ids] } }, select });
      return found.map(({ id, spoken }) => ({ id, spoken: spoken as StoredScenario['spoken'] }));
    },
    async answers(limit) {
      const found = await client.duplicateAnswer.findMany({ orderBy: [{ at: 'desc' }, { id: 'desc' }], take: limit });
      return found.reverse() as DuplicateAnswer[];
    },
  };
}

function whereOf(filter: Omit<ScenarioFilter, 'limit'>): Prisma.ScenarioWhereInput {
  return {
    ...(filter.tier ? { tier: filter.tier } : {}),
    ...(filter.agents ? agentCondition(filter.agents) : {}),
    ...(filter.failureMode !== undefined ? { failureModes: { has: filter.failureMode } } : {}),
  };
}

type ScenarioRow = Prisma.ScenarioGetPayload<object>;

function asScenario(row: ScenarioRow): Scenario {
  const { id, version, title, failureModes, tier, identityHash, provenance, content } = row;
  return { id, version, title, failureModes, tier, identityHash, provenance, content } as unknown as Scenario;
}

function asStored(row: ScenarioRow | null): StoredScenario | undefined {
  if (row === null) return undefined;
  // Its agent and call stand inside it, and how long it fails is for gates.
  const { agent: _agent, callId: _callId, failingSince: _failingSince, ...stored } = row;
  return withoutNulls<StoredScenario>(stored);
}

type SummaryRow = Prisma.ScenarioGetPayload<{ select: typeof SUMMARY }>;

function asSummary({ scenarioOccurrences, approvedPasses, ...row }: SummaryRow): ScenarioSummary {
  const others = scenarioOccurrences.filter(({ callId }) => callId !== row.callId).length;
  return withoutNulls<ScenarioSummary>({ ...row, occurrences: 1 + others, hasApprovedPass: approvedPasses > 0 });
}

/** SC-2 stands before SC-10. */
function byNumber(a: Pick<Scenario, 'id'>, b: Pick<Scenario, 'id'>): number {
  return a.id.length - b.id.length || (a.id < b.id ? -1 : 1);
}

export function scenarioWrites(db: Db): ScenarioWrites {
  const { client, sql } = db;
  return {
    ...scenarioReads(db),
    nextId: () => nextNumber(sql, 'scenario_number', 'SC'),
    async insert(scenario) {
      const { content, provenance, spoken, failureModes, ...rest } = scenario;
      const row = {
        ...rest,
        failureModes: [...failureModes],
        agent: content.agent,
        callId: provenance.callId,
        content,
        provenance,
        spoken,
      };
      return (
        (await client.scenario.createMany({ data: [row as Prisma.ScenarioCreateManyInput], skipDuplicates: true }))
          .count > 0
      );
    },
    async edit(id, { failureModes, content, ...rest }) {
      // Passes were approved of the version that was.
      const data = {
        ...rest,
        failureModes: [...failureModes],
        content: content as Prisma.InputJsonObject,
        approvedPasses: 0,
      };
      await client.scenario.updateMany({ where: { id }, data });
    },
    async setReproduction(id: string, reproduction: Reproduction, note: string) {
      await client.scenario.updateMany({ where: { id }, data: { reproduction, reproductionNote: note } });
    },
    async addOccurrence(scenarioId, callId, addedBy, at) {
      const data = [{ scenarioId, callId, addedBy, at }];
      return (await client.scenarioOccurrence.createMany({ data, skipDuplicates: true })).count > 0;
    },
    async removeOccurrence(scenarioId, callId, { actorId, at }) {
      const removing = 'delete from scenario_occurrences where scenario_id = $1 and call_id = $2 returning added_by';
      const [removed] = await sql(removing, [scenarioId, callId]);
      if (!removed) return undefined;
      const data = { answer: 'separate', actorId, at };
      await client.duplicateAnswer.updateMany({ where: { scenarioId, callId }, data });
      return removed['added_by'] as string;
    },
    async addAnswer(answer) {
      const { id: _, ...change } = answer;
      const where = { callId_scenarioId: { callId: answer.callId, scenarioId: answer.scenarioId } };
      await client.duplicateAnswer.upsert({ where, create: answer, update: change });
    },
    async addRun(run) {
      return (await insertRuns(sql, [run])).has(run.id);
    },
  };
}
