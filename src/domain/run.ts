import { z } from 'zod';
import { CheckSchema } from './check.ts';
import { TimeTextSchema } from './time.ts';
import { TurnSchema } from './turn.ts';

/** Raised when a check comes to judge alike runs differently: results of another version are no baseline. */
export const GRADER_VERSION = 1;

const MAX_TURNS = 5_000;

/** One execution of one scenario, as a runner reports it. */
export const RunReportSchema = z.strictObject({
  runId: z.string().min(1).max(80),
  scenarioId: z.string().max(80),
  scenarioVersion: z.int().min(1).max(1_000_000),
  identityHash: z.string().max(128),
  /** The version of the checks that judged it; absent means 1. */
  grader: z.int().min(1).max(1_000_000).optional(),
  outcome: z.enum(['pass', 'fail', 'diverged', 'error']),
  /** Index into `turns` of the call that nothing answered. */
  divergedAtTurn: z.int().min(0).max(MAX_TURNS).optional(),
  /** Why it did not pass, in one sentence. */
  reason: z.string().max(2_000),
  checks: z
    .array(
      z.strictObject({
        check: CheckSchema,
        status: z.enum(['pass', 'fail', 'undecided']),
        reason: z.string().max(2_000),
        turn: z.int().min(0).max(MAX_TURNS).optional(),
        judge: z
          .strictObject({
            version: z.string().max(250),
            holds: z.int().min(0),
            broken: z.int().min(0),
            unknown: z.int().min(0),
          })
          .optional(),
      }),
    )
    .max(50),
  turns: z.array(TurnSchema).max(MAX_TURNS),
  /** What the target said it could not restore, e.g. "kb_version: wanted 8f3a, target has 91c0". */
  notRestored: z.array(z.string().max(400)).max(50).default([]),
  /** How the run was helped along: guarded and closing lines, results that are not this call's own; a sentence each. */
  notes: z.array(z.string().max(400)).max(50).optional(),
  startedAt: TimeTextSchema,
  durationMs: z.int().min(0),
});
export type RunReport = z.output<typeof RunReportSchema>;
export type RunReportInput = z.input<typeof RunReportSchema>;
