import { z } from 'zod';
import { CheckSchema } from '#src/domain/check.ts';
import { RunReportSchema } from '#src/domain/run.ts';
import { ScenarioContentSchema, ScenarioSchema, TIERS } from '#src/domain/scenario.ts';
import { TurnSchema } from '#src/domain/turn.ts';

const at = z.iso.datetime();
const OutcomeJson = z.enum(['pass', 'fail', 'diverged', 'error']);
const ReproductionJson = z.enum(['unproved', 'reproduces', 'does_not_reproduce', 'diverged', 'error']);

export const ScenarioJson = ScenarioSchema.meta({ id: 'Scenario' });

const SummaryJson = z
  .object({
    id: z.string(),
    version: z.int(),
    title: z.string(),
    agent: z.string(),
    failureModes: z.array(z.string()),
    tier: z.enum(TIERS),
    callId: z.string(),
    reproduction: ReproductionJson,
    occurrences: z.int(),
    lastOutcome: OutcomeJson.optional(),
    lastRunAt: at.optional(),
    hasApprovedPass: z.boolean(),
    createdAt: at,
  })
  .meta({ id: 'ScenarioSummary' });

export const RunJson = z
  .object({
    id: z.string(),
    scenarioId: z.string(),
    scenarioVersion: z.int(),
    gateId: z.string().optional(),
    kind: z.enum(['proof', 'replay', 'gate', 'nightly']),
    target: z.string(),
    agentVersion: z.string().optional(),
    outcome: OutcomeJson,
    report: RunReportSchema,
    startedAt: at,
    durationMs: z.int(),
    createdAt: at,
  })
  .meta({ id: 'Run' });

export const ExemptionKindJson = z.enum(['known_failing', 'flaky']);
/** Why and until when a scenario's failure only warns. */
export const ExemptJson = z.object({
  scenarioId: z.string(),
  kind: ExemptionKindJson,
  owner: z.string(),
  reason: z.string(),
  acceptedBy: z.string(),
  since: at,
  until: at,
});

/** Gates of which version let a scenario's failure through, until when. */
const HeldOverrideJson = z.object({
  scenarioId: z.string(),
  gateId: z.string().describe('The gate that it was given on.'),
  tier: z.enum(TIERS),
  agent: z.string().optional(),
  version: z.string(),
  byName: z.string(),
  reason: z.string().optional().describe('Left out for those who do not see the gate.'),
  until: at,
});

export const ScenarioListJson = z.object({
  scenarios: z.array(SummaryJson),
  tiers: z.array(z.object({ tier: z.enum(TIERS), n: z.int() })),
  exemptions: z.array(ExemptJson),
  overrides: z.array(HeldOverrideJson),
  modeTitles: z.record(z.string(), z.string()),
});

export const ScenarioPageJson = z.object({
  scenario: z.object({
    ...ScenarioSchema.shape,
    patternKey: z.string().optional(),
    pin: z.enum(['fast', 'slow']).optional(),
    reproduction: ReproductionJson,
    reproductionNote: z.string().optional(),
    approvedPasses: z.int(),
    spoken: z.object({ customer: z.string(), agent: z.string() }),
    lastOutcome: OutcomeJson.optional(),
    lastRunAt: at.optional(),
    createdAt: at,
    updatedAt: at,
  }),
  runs: z.array(RunJson),
  exemptions: z.array(ExemptJson),
  overrides: z.array(HeldOverrideJson),
  modeTitles: z.record(z.string(), z.string()).describe('Of its failure modes.'),
});

export const SuiteJson = z.object({ scenarios: z.array(ScenarioJson) });
export const PromotedJson = z.object({
  scenarioId: z.string(),
  created: z.boolean().describe('False when the call already had a scenario.'),
  title: z.string(),
});
export const OccurrenceJson = z.object({ scenarioId: z.string(), added: z.boolean() });
export const EditedJson = z.object({ scenarioId: z.string(), version: z.int(), changed: z.boolean() });
export const NoOccurrenceJson = z.object({ scenarioId: z.string(), removed: z.boolean() });
export const CallReplayAskedJson = z.object({ callId: z.string() });
export const CallReplayJson = z.object({
  replay: z.object({
    id: z.string(),
    callId: z.string(),
    target: z.string(),
    agentVersion: z.string().optional(),
    requestedBy: z.string(),
    articleId: z.string().optional().describe('What it knew besides.'),
    report: RunReportSchema,
    createdAt: at,
  }),
  before: z.array(TurnSchema).describe("The call's turns, personal data replaced."),
  agent: z.string(),
  beforeVersion: z.string().optional(),
  reviewId: z.string().optional(),
});
export const ReplayJson = z.object({ scenarioId: z.string(), kind: z.enum(['proof', 'replay']) });

export const PinJson = z.object({ scenarioId: z.string(), pin: z.enum(['fast', 'slow', 'none']) });
export const TierPlanJson = z.object({
  at,
  moves: z.array(
    z.object({
      scenarioId: z.string(),
      from: z.enum(TIERS),
      to: z.enum(TIERS),
      why: z.enum(['age', 'room', 'swap', 'limit', 'pin', 'resurrected']),
      reason: z.string(),
    }),
  ),
  fast: z.array(
    z.object({
      agent: z.string(),
      scenarios: z.int(),
      seconds: z.number().describe('Of runs, one after another.'),
      covered: z.number().describe('Share of the failure weight that it catches.'),
      over: z.boolean().describe('What fails now or is pinned is more than the limits allow.'),
    }),
  ),
});

export const DraftedChecksJson = z.object({
  model: z.string(),
  checks: z.array(CheckSchema),
  refused: z
    .object({ passes: z.int(), unknownTool: z.int(), unusable: z.int(), known: z.int(), unreadable: z.int() })
    .describe('Drafts that were left out, and why; `passes` are those that the failing call itself would pass.'),
});

export const PromotionJson = z.object({
  callId: z.string(),
  reviewId: z.string().optional(),
  reviewVersion: z.int().optional(),
  agentVersion: z.string().optional(),
  existing: z.string().optional(),
  title: z.string(),
  content: ScenarioContentSchema.extend({ checks: ScenarioContentSchema.shape.checks.min(0) }),
  drafts: z
    .object({ model: z.string(), checks: ScenarioContentSchema.shape.checks })
    .optional()
    .describe('Checks that a model drafted, for a person to accept.'),
  mayDraft: z.boolean().describe('Whether a model is there to draft some.'),
  failureModes: z.array(z.string()),
  modes: z.array(z.looseObject({ id: z.string(), title: z.string(), owner: z.string() })),
  near: z.array(
    z.object({
      scenarioId: z.string(),
      title: z.string(),
      score: z.number(),
      decision: z.enum(['same', 'ask']),
      lastOutcome: z.string().optional(),
      lastRunAt: at.optional(),
    }),
  ),
  personalData: z.array(z.string()),
  spoken: z.object({ customer: z.string(), agent: z.string() }),
  patternKey: z.string().optional(),
});
