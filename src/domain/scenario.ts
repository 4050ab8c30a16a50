import { z } from 'zod';
import { ArgMatchersSchema, CheckSchema, PatternSchema } from './check.ts';
import { SnapshotSchema } from './snapshot.ts';

export const TIERS = ['fast', 'slow', 'archived'] as const;
export type Tier = (typeof TIERS)[number];

/** A recorded tool result. Matched by tool and arguments; the nth equal call gets the nth equal fixture, the last one repeats. */
export const FixtureSchema = z.strictObject({
  tool: z.string().min(1).max(200),
  args: z.unknown(),
  result: z.unknown(),
  isError: z.boolean().optional(),
  latencyMs: z.number().min(0).optional(),
  from: z.enum(['call', 'library', 'form']).default('call'),
});
export type Fixture = z.output<typeof FixtureSchema>;

/** A result for calls that no recorded result fits, however their other arguments are. */
export const AnswerSchema = z.strictObject({
  tool: z.string().min(1).max(200).describe('A tool name; * stands for any characters.'),
  args: ArgMatchersSchema.optional(),
  result: z.unknown(),
  isError: z.boolean().optional(),
  from: z
    .enum(['matcher', 'required'])
    .default('matcher')
    .describe('"required": given because a check requires this call; asked last.'),
});
export type Answer = z.output<typeof AnswerSchema>;

export const ScriptLineSchema = z.strictObject({
  text: z.string().min(1).max(20_000),
  onlyIf: PatternSchema.optional().describe('Said only once the agent has just said something like it.'),
});
export type ScriptLine = z.output<typeof ScriptLineSchema>;

/** What the customer says after the script while the agent still asks. */
export const ClosingSchema = z.strictObject({
  text: z.string().min(1).max(2_000),
  times: z.int().min(1).max(5).default(1),
});

/** What identifies a scenario's behaviour: equal content, equal hash; provenance and title stand outside. */
export const ScenarioContentSchema = z.strictObject({
  agent: z.string().min(1).max(200),
  script: z.array(ScriptLineSchema).min(1).max(500),
  closing: ClosingSchema.optional(),
  snapshot: SnapshotSchema.default({}),
  fixtures: z.array(FixtureSchema).max(2_000).default([]),
  answers: z.array(AnswerSchema).max(100).optional(),
  checks: z.array(CheckSchema).min(1).max(50),
  /** Tool effects as known at promotion, so that a replay far from ratchet.yaml reads `writes_equal` alike. */
  toolEffects: z.record(z.string(), z.enum(['read', 'write'])).default({}),
});
export type ScenarioContent = z.output<typeof ScenarioContentSchema>;

export const ProvenanceSchema = z.strictObject({
  callId: z.string(),
  reviewId: z.string().optional(),
  agentVersion: z.string().optional(),
  promotedBy: z.string(),
  promotedAt: z.iso.datetime({ offset: true }),
});

/** A regression scenario as it is stored, sent to a gate, and published as a JSON Schema. */
export const ScenarioSchema = z.strictObject({
  id: z.string().describe('"SC-142"'),
  version: z.int().min(1),
  title: z.string().min(1).max(200),
  failureModes: z.array(z.string().min(1).max(80)).min(1).max(10),
  tier: z.enum(TIERS),
  identityHash: z.string(),
  provenance: ProvenanceSchema,
  content: ScenarioContentSchema,
});
export type Scenario = z.output<typeof ScenarioSchema>;

/** How a scenario stands: unproved until replayed on the version that failed. */
export type Reproduction = 'unproved' | 'reproduces' | 'does_not_reproduce' | 'diverged' | 'error';

/** Narrow row for lists. */
export type ScenarioSummary = {
  id: string;
  version: number;
  title: string;
  agent: string;
  failureModes: readonly string[];
  tier: Tier;
  callId: string;
  reproduction: Reproduction;
  /** Calls counted as occurrences of it, the promoted one included. */
  occurrences: number;
  lastOutcome?: RunOutcome;
  lastRunAt?: Date;
  /** Accepted passes of an approved version exist. */
  hasApprovedPass: boolean;
  createdAt: Date;
};

export type RunOutcome = 'pass' | 'fail' | 'diverged' | 'error';
