import { z } from 'zod';
import { TIERS } from '#src/domain/scenario.ts';
import { ExemptionKindJson, ExemptJson, RunJson, ScenarioJson } from './scenario-schemas.ts';

const at = z.iso.datetime();
const StateJson = z.enum(['running', 'passed', 'failed', 'undecided', 'overridden']);
const BaselineJson = z
  .object({
    passes: z.int(),
    fails: z.int(),
    lastPassed: z.boolean(),
    seen: z.int(),
    failingSince: at.optional(),
    exemptions: z.array(z.object({ kind: ExemptionKindJson, owner: z.string(), until: at })).optional(),
  })
  .describe('What it is held against: its last twenty accepted runs, and why its failure may only warn.');

const OverrideJson = z.object({
  byId: z.string(),
  byName: z.string(),
  reason: z.string(),
  at,
  until: at,
  scenarioIds: z.array(z.string()),
  alarm: z.boolean(),
});

const SummaryJson = z.object({
  total: z.int(),
  passed: z.int(),
  failed: z.int(),
  diverged: z.int(),
  errors: z.int(),
  missing: z.int(),
  warned: z.int().optional(),
  lines: z.array(
    z.object({
      scenarioId: z.string(),
      title: z.string(),
      outcome: z.string(),
      blocks: z.boolean(),
      reason: z.string(),
      turn: z.int().optional(),
      passes: z.int().optional(),
      runs: z.int().optional(),
      standing: z.enum(['newly', 'still']).optional(),
      since: at.optional(),
      note: z.string().optional(),
      overridden: z.boolean().optional(),
    }),
  ),
  fixed: z.array(z.object({ scenarioId: z.string(), title: z.string(), since: at })).optional(),
  alarm: z.object({ z: z.number(), failed: z.int(), of: z.int() }).optional(),
  passPower: z.object({ k: z.int(), value: z.number(), scenarios: z.int() }).optional(),
  headline: z.string(),
});

const GateJson = z
  .object({
    id: z.string(),
    tier: z.enum(TIERS),
    target: z.string(),
    agent: z.string().optional(),
    candidateVersion: z.string().optional(),
    state: StateJson,
    expected: z.array(
      z.object({
        scenarioId: z.string(),
        version: z.int(),
        identityHash: z.string(),
        baseline: BaselineJson.optional(),
      }),
    ),
    startedBy: z.string(),
    startedAt: at,
    finishedAt: at.optional(),
    summary: SummaryJson.optional(),
    approvedAt: at.optional(),
    approvedBy: z.string().optional(),
    override: OverrideJson.optional(),
  })
  .meta({ id: 'Gate' });

export const OneGateJson = z.object({ gate: GateJson });
export const ExemptionJson = z.object({ exemption: ExemptJson });
export const FailingEndedJson = z.object({ scenarioId: z.string() });
export const OpenedGateJson = z.object({
  gate: GateJson,
  scenarios: z.array(ScenarioJson).describe('Empty where `paged` asked for them in portions.'),
});
export const GateListJson = z.object({ gates: z.array(GateJson) });
export const GatePageJson = z.object({ gate: GateJson, runs: z.array(RunJson) });
export const GateProgressJson = z.object({
  gateId: z.string(),
  state: StateJson,
  reported: z.int(),
  expected: z.int(),
  more: z
    .array(z.object({ scenarioId: z.string(), runs: z.int() }))
    .optional()
    .describe('Scenarios that need more runs, each with how many reports it takes in all.'),
  summary: SummaryJson.optional(),
});
