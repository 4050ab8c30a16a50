import { z } from 'zod';
import { TIERS } from '#src/domain/scenario.ts';
import { RunJson, ScenarioJson } from './scenario-schemas.ts';

const at = z.iso.datetime();
const StateJson = z.enum(['running', 'passed', 'failed', 'undecided']);

const SummaryJson = z.object({
  total: z.int(),
  passed: z.int(),
  failed: z.int(),
  diverged: z.int(),
  errors: z.int(),
  missing: z.int(),
  lines: z.array(
    z.object({
      scenarioId: z.string(),
      title: z.string(),
      outcome: z.string(),
      blocks: z.boolean(),
      reason: z.string(),
      turn: z.int().optional(),
    }),
  ),
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
    expected: z.array(z.object({ scenarioId: z.string(), version: z.int(), identityHash: z.string() })),
    startedBy: z.string(),
    startedAt: at,
    finishedAt: at.optional(),
    summary: SummaryJson.optional(),
  })
  .meta({ id: 'Gate' });

export const OpenedGateJson = z.object({ gate: GateJson, scenarios: z.array(ScenarioJson) });
export const GateListJson = z.object({ gates: z.array(GateJson) });
export const GatePageJson = z.object({ gate: GateJson, runs: z.array(RunJson) });
export const GateProgressJson = z.object({
  gateId: z.string(),
  state: StateJson,
  reported: z.int(),
  expected: z.int(),
  summary: SummaryJson.optional(),
});
