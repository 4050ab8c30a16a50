import { z } from 'zod';
import { CallSchema, END_REASONS } from '#src/domain/call.ts';
import { CRITERIA, SEVERITIES } from '#src/domain/signal.ts';
import { JudgedJson, JudgementJson } from './judge-schemas.ts';
import { ReviewJson, VoteJson } from './review-schemas.ts';

const at = z.iso.datetime();
const ProblemJson = z.object({ path: z.string(), message: z.string() });

const CallRowJson = z
  .object({
    id: z.string(),
    source: z.string(),
    sourceCallId: z.string(),
    revision: z.int(),
    agent: z.string(),
    agentVersion: z.string().nullable(),
    channel: z.string(),
    language: z.string().nullable(),
    intent: z.string().nullable(),
    customerKey: z.string().nullable(),
    startedAt: at,
    durationMs: z.int().nullable(),
    endReason: z.enum(END_REASONS),
    turnCount: z.int(),
    toolCount: z.int(),
    escalated: z.boolean().nullable(),
    resolved: z.boolean().nullable(),
    satisfaction: z.number().nullable().describe('A share, 0 to 1, of its scale.'),
    costAmount: z.number().nullable(),
    costCurrency: z.string().nullable(),
    score: z.number().nullable().describe('0 to 100; null until scored.'),
    scorecardVersion: z.string().nullable(),
    flagged: z.boolean().nullable(),
    severity: z.enum(SEVERITIES).nullable(),
    patternKey: z.string().nullable(),
    contentHash: z.string(),
    receivedAt: at,
    scoredAt: at.nullable(),
  })
  .meta({ id: 'CallRow' });

const SignalJson = z.object({
  detector: z.string(),
  rule: z.string().optional(),
  tool: z.string().optional(),
  severity: z.enum(SEVERITIES),
  criterion: z.enum(CRITERIA),
  title: z.string(),
  reason: z.string(),
  turns: z.array(z.int()).describe('Indexes into the turns of the call.'),
});

const FindingsJson = z.object({
  signals: z.array(SignalJson),
  criteria: z.array(
    z.object({
      id: z.enum(CRITERIA),
      score: z.number().nullable(),
      reason: z.string(),
      by: z
        .enum(['rules', 'judge'])
        .optional()
        .describe('Whose number and reason it is, once a judge has read the call.'),
      judge: JudgedJson.optional().describe('What the judge says of it; the lower number stands.'),
    }),
  ),
});

export const CapturedJson = z
  .object({ callId: z.string(), status: z.enum(['created', 'merged', 'unchanged']) })
  .meta({ id: 'Captured' });

/** A line of the answer to an NDJSON import. */
export const LineResultJson = z
  .object({
    line: z.int().describe('Counted from 1, blank lines too.'),
    status: z.enum(['created', 'merged', 'unchanged', 'refused']),
    callId: z.string().optional(),
    problems: z.array(ProblemJson).optional(),
  })
  .meta({ id: 'LineResult' });

export const RescoredJson = z.object({ scorecardVersion: z.string(), enqueued: z.int() });

export const CallListJson = z.object({
  calls: z.array(CallRowJson),
  next: z
    .object({ startedAt: at, id: z.string() })
    .optional()
    .describe('Give it as before[startedAt] and before[id] for the next page.'),
});

export const CallPageJson = z.object({
  row: CallRowJson,
  call: CallSchema.describe('Personal data replaced by pseudonyms.'),
  findings: FindingsJson.optional(),
  judgement: JudgementJson.optional().describe('How the judge stands to it; left out where it was not to be judged.'),
  effects: z.record(
    z.string(),
    z.object({ effect: z.enum(['read', 'write']), why: z.enum(['ratchet.yaml', 'prefix', 'unknown']) }),
  ),
  review: ReviewJson.optional(),
  votes: z.array(VoteJson),
  scenarioId: z.string().optional(),
  modeTitles: z.record(z.string(), z.string()).describe('Of the failure modes that its review names.'),
  threshold: z.number(),
});
