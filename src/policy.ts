import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { ImpactPolicySchema } from './domain/impact.ts';
import { JudgePolicySchema } from './domain/judge-policy.ts';
import { NightlyPolicySchema } from './domain/nightly-policy.ts';
import { UsablePatternSchema as pattern } from './domain/pattern.ts';
import { QuietHoursSchema, TimeOfDaySchema } from './domain/personal-settings.ts';
import { ReworkPolicySchema } from './domain/rework.ts';
import { CRITERIA, SEVERITIES } from './domain/signal.ts';
import { TargetSchema } from './domain/target-policy.ts';
import { TicketsPolicySchema } from './domain/tickets-policy.ts';
import { FastTierPolicySchema, TierAgesPolicySchema } from './domain/tier-policy.ts';
import { invalid, type Problem } from './errors.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'lower-case letters, digits and dashes');
const glob = z.string().min(1).max(200).describe('A tool name; * stands for any characters.');
const agentGlob = z.string().min(1).max(200).describe('An agent name; a trailing * matches a prefix.');

const FailureModeSchema = z.strictObject({
  id,
  title: z.string().min(1).max(120),
  owner: z.string().min(1).max(120).describe('Who answers for fixing it.'),
  description: z.string().max(1_000).optional(),
  criterion: z
    .enum(CRITERIA)
    .optional()
    .describe('What it falls under on the scorecard: the judge is held against it.'),
  /** Signals ("detector" or "detector:rule") that suggest it on the tag form. */
  suggestedBy: z.array(z.string().max(160)).max(20).default([]),
});

const complianceBase = { id, title: z.string().min(1).max(120), severity: z.enum(SEVERITIES).default('critical') };
export const ComplianceRuleSchema = z.discriminatedUnion('kind', [
  /** The tool needs the customer's yes after the agent asked, before it runs. */
  z.strictObject({
    ...complianceBase,
    kind: z.literal('consent_before_tool'),
    tool: glob,
    yes: pattern.optional(),
  }),
  /** The agent must have said the phrase before the tool runs. */
  z.strictObject({ ...complianceBase, kind: z.literal('phrase_before_tool'), tool: glob, phrase: pattern }),
  /** Another tool must have succeeded before this one runs. */
  z.strictObject({ ...complianceBase, kind: z.literal('tool_before_tool'), tool: glob, before: glob }),
  /** The agent must never say it. */
  z.strictObject({ ...complianceBase, kind: z.literal('never_say'), phrase: pattern }),
]);
export type ComplianceRule = z.output<typeof ComplianceRuleSchema>;

/** A sentence that promises an action, and the tool that keeps it. */
const PromiseSchema = z.strictObject({ id, phrase: pattern, tool: glob, title: z.string().max(120).optional() });

const emoji = z.string().min(1).max(16);

export const PolicySchema = z.strictObject({
  timeZone: z.string().default('UTC').refine(isTimeZone, 'an IANA time zone such as Europe/Berlin'),
  score: z
    .strictObject({
      threshold: z.number().min(0).max(100).default(60).describe('A call scoring below it is flagged.'),
      weights: z
        .strictObject(
          Object.fromEntries(CRITERIA.map((c) => [c, z.number().min(0).max(10).optional()])) as Record<
            (typeof CRITERIA)[number],
            z.ZodOptional<z.ZodNumber>
          >,
        )
        .default({}),
    })
    .prefault({}),
  detectors: z
    .strictObject({
      off: z.array(z.string().max(80)).default([]),
      slowTurnMs: z.int().min(100).default(6_000),
      loopTurns: z.int().min(2).default(3),
      repeatContactHours: z
        .int()
        .min(1)
        .max(24 * 30)
        .default(48),
      lowSatisfaction: z
        .number()
        .min(0)
        .max(1)
        .default(0.4)
        .describe('Share of the scale at or below which satisfaction is low.'),
    })
    .prefault({}),
  escalation: z
    .strictObject({
      expectedIntents: z
        .array(z.string().max(200))
        .default([])
        .describe('Intents whose hand-over to a person is right.'),
    })
    .prefault({}),
  compliance: z.array(ComplianceRuleSchema).max(200).default([]),
  promises: z.array(PromiseSchema).max(100).default([]),
  tools: z.strictObject({ read: z.array(glob).default([]), write: z.array(glob).default([]) }).prefault({}),
  failureModes: z.array(FailureModeSchema).max(500).default([]),
  reactions: z
    .strictObject({
      claim: emoji.default('👀'),
      dismiss: emoji.default('✅'),
      confirm: emoji.default('❌'),
      promote: emoji.default('📌'),
    })
    .prefault({}),
  sla: z
    .strictObject({
      claimHours: z.number().positive().default(24),
      verdictHours: z.number().positive().default(72).describe('A claim that is older is released.'),
      remindHours: z.number().positive().default(8).describe('How long before that its owner is reminded, once.'),
      dailyLineAt: TimeOfDaySchema.default('09:00').describe('When a channel is told what is late, in timeZone.'),
    })
    .prefault({}),
  quietHours: QuietHoursSchema.optional().describe('When nobody is reminded of anything, in timeZone.'),
  grouping: z
    .strictObject({
      windowHours: z.number().positive().default(24),
      cardMaxAgeHours: z.number().positive().default(48),
    })
    .prefault({}),
  targets: z.array(TargetSchema).max(100).default([]),
  fast: FastTierPolicySchema.prefault({}),
  tiers: TierAgesPolicySchema.prefault({}),
  impact: ImpactPolicySchema.prefault({}),
  judge: JudgePolicySchema.prefault({}),
  replay: z
    .strictObject({
      proofRuns: z.int().min(1).max(10).default(3),
      turnTimeoutMs: z.int().min(100).max(600_000).default(30_000),
      runTimeoutMs: z.int().min(1_000).max(3_600_000).default(300_000),
    })
    .prefault({}),
  nightly: NightlyPolicySchema.prefault({}),
  versions: z
    .strictObject({
      askAfterCalls: z
        .int()
        .min(0)
        .max(1_000)
        .default(5)
        .describe('Calls of a version that nobody announced before its channel is asked about it; 0 = never.'),
    })
    .prefault({}),
  tickets: TicketsPolicySchema.optional(),
  redaction: z
    .strictObject({
      patterns: z
        .array(z.strictObject({ name: id, pattern }))
        .max(100)
        .default([]),
    })
    .prefault({}),
  sampling: z
    .strictObject({
      weekly: z
        .int()
        .min(0)
        .max(2_000)
        .default(50)
        .describe(
          'How many unflagged calls a week are offered for a look, of those that the same channels see; 0 for none.',
        ),
    })
    .prefault({}),
  rework: ReworkPolicySchema.prefault({}),
  retention: z.strictObject({ rawDays: z.int().min(1).max(3_650).default(30) }).prefault({}),
  schedule: z
    .strictObject({
      weeklyReport: z.string().max(100).default('0 9 * * 1').describe('Cron, in timeZone.'),
      nightly: z.string().max(100).default('0 0 * * *').describe('Cron, in timeZone: when the slow tier is run.'),
      looks: z
        .string()
        .max(100)
        .default('0 8 * * *')
        .describe("Cron, in timeZone: when yesterday's looks are drawn and offered."),
      suite: z
        .string()
        .max(100)
        .default('30 2 * * *')
        .describe('Cron, in timeZone: when scenarios move between tiers.'),
    })
    .prefault({}),
  people: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(200).describe('"web:ann", "slack:T1:U2" or "teams:…"'),
        name: z.string().max(120).optional(),
        role: z.enum(['reviewer', 'approver', 'admin']),
        same: z.array(z.string().max(200)).default([]).describe('Other ids of the same person.'),
      }),
    )
    .max(2_000)
    .default([]),
  routes: z
    .array(
      z.strictObject({
        surface: z.enum(['web', 'slack', 'teams']),
        team: z
          .string()
          .min(1)
          .max(200)
          .optional()
          .describe('A Slack workspace (T…) or a Teams tenant; without it, that of the token in the environment.'),
        channel: z.string().min(1).max(200),
        agents: z.array(agentGlob).min(1),
        role: z
          .enum(['reviewer', 'approver', 'admin'])
          .optional()
          .describe('What everybody of that team may do who is not listed under people; nothing without it.'),
      }),
    )
    .max(500)
    .default([]),
});

/** The checked content of ratchet.yaml. */
export type Policy = z.output<typeof PolicySchema>;

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Every problem of a zod error as path and message. */
export function problemsOf(error: z.ZodError): Problem[] {
  return error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
}

/** Reads ratchet.yaml's text ("" = all defaults); throws `invalid` with every problem at once. */
export function parsePolicy(yaml: string): Policy {
  let data: unknown;
  try {
    data = parseYaml(yaml) ?? {};
  } catch (error) {
    throw invalid('ratchet.yaml is not YAML.', [
      { path: '', message: error instanceof Error ? error.message : String(error) },
    ]);
  }
  const result = PolicySchema.safeParse(data);
  if (!result.success) throw invalid('ratchet.yaml has problems.', problemsOf(result.error));
  return result.data;
}
