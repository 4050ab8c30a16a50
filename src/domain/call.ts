import { z } from 'zod';
import { AmountSchema as amount } from './amount.ts';
import { isShown } from './name.ts';
import { SnapshotSchema } from './snapshot.ts';
import { TimeTextSchema } from './time.ts';
import { TurnSchema } from './turn.ts';

/** Why a call ended, in our words; `raw` keeps the platform's own. */
export const END_REASONS = [
  'customer_hangup',
  'agent_hangup',
  'transferred',
  'transfer_failed',
  'voicemail',
  'no_answer',
  'busy',
  'invalid_number',
  'silence_timeout',
  'max_duration',
  'platform_error',
  'model_error',
  'tool_error',
  'cancelled',
  'unknown',
] as const;

const text = (max: number) => z.string().max(max);
const ms = z.int().min(0);
/** ISO 8601 with a zone; kept as a string so that a call is plain JSON everywhere. */
const at = z.iso.datetime({ offset: true });
const freeForm = z.record(z.string(), z.unknown());

const IdentityShape = {
  source: text(80).min(1).describe('Which platform or system sent the call, e.g. "vapi".'),
  sourceCallId: text(200).min(1).describe("The call's id there; unique together with source."),
  sourceEventType: text(120).optional(),
  sourceRevision: z
    .int()
    .min(0)
    .optional()
    .describe('Grows with each later event of the same call; the newest wins a field.'),
  relatedIds: z
    .object({
      providerCallSid: text(200).optional(),
      sessionId: text(200).optional(),
      conversationId: text(200).optional(),
      parentCallId: text(200).optional(),
      traceId: text(200).optional(),
      campaignId: text(200).optional(),
    })
    .optional(),
};

const AgentSchema = z.object({
  id: text(200).optional(),
  name: text(200).optional(),
  version: text(200).optional(),
  branch: text(200).optional(),
  promptName: text(200).optional(),
  promptHash: text(200).optional(),
  systemPrompt: text(500_000).optional(),
  model: text(200).optional(),
  voice: text(200).optional(),
});

const ContextShape = {
  channel: z.enum(['phone', 'web_voice', 'chat', 'sms', 'whatsapp', 'other']).default('other'),
  direction: z.enum(['inbound', 'outbound', 'unknown']).default('unknown'),
  customer: z
    .object({
      ref: text(200).optional().describe("The team's own reference of the customer."),
      number: text(40).optional().describe('A telephone number; kept only as a keyed hash and masked.'),
      numberHash: text(128).optional(),
      numberMasked: text(40).optional(),
      name: text(200).optional(),
    })
    .optional(),
  intent: text(200).optional(),
  language: text(35).optional(),
  environment: text(80).optional(),
  metadata: freeForm.optional(),
  variables: freeForm.optional(),
};

const TransferSchema = z.object({
  atMs: ms.optional(),
  kind: z.enum(['blind', 'warm', 'agent_handoff', 'unknown']).default('unknown'),
  destinationMasked: text(200).optional(),
  requestedBy: z.enum(['customer', 'agent', 'platform', 'unknown']).optional(),
  status: z
    .enum(['connected', 'no_answer', 'busy', 'voicemail', 'failed', 'cancelled', 'initiated', 'unknown'])
    .default('unknown'),
  raw: z.unknown().optional(),
});

export const OutcomeSchema = z.object({
  resolved: z.boolean().optional(),
  escalated: z.boolean().optional(),
  escalationExpected: z.boolean().optional(),
  satisfaction: z.object({ value: amount, scale: z.number().min(0.01).max(1e6) }).optional(),
  complaint: z.boolean().optional(),
  repeatContact: z.boolean().optional().describe('The customer had to call again about the same.'),
  complianceFlags: z.array(text(200)).max(100).optional(),
  businessImpact: z.object({ amount, currency: text(3), kind: text(80).optional() }).optional(),
});

const DistributionSchema = z.object({
  p50: amount.optional(),
  p90: amount.optional(),
  p95: amount.optional(),
  p99: amount.optional(),
  max: amount.optional(),
  avg: amount.optional(),
  n: z.int().optional(),
});

const LatencySchema = z.object({
  e2e: DistributionSchema.optional(),
  llmTtft: DistributionSchema.optional(),
  ttsTtfb: DistributionSchema.optional(),
  stt: DistributionSchema.optional(),
  endpointing: DistributionSchema.optional(),
  interruptions: z.int().min(0).optional(),
});

const CostSchema = z.object({
  amount,
  currency: text(3).default('USD'),
  breakdown: z.record(z.string(), amount).optional(),
  tokensIn: amount.optional(),
  tokensOut: amount.optional(),
});

/** The canonical call: one shape for every platform. Times inside a call are integer milliseconds from its start. */
export const CallSchema = z.object({
  ...IdentityShape,
  agent: AgentSchema.default({}),
  agentsVisited: z
    .array(
      z.object({
        id: text(200).optional(),
        name: text(200).optional(),
        version: text(200).optional(),
        fromMs: ms.optional(),
      }),
    )
    .max(100)
    .optional(),
  ...ContextShape,
  startedAt: TimeTextSchema.optional(),
  connectedAt: TimeTextSchema.optional(),
  endedAt: TimeTextSchema.optional(),
  durationMs: ms.optional(),
  connected: z.boolean().optional(),
  turns: z.array(TurnSchema).max(5_000).default([]),
  end: z
    .object({
      raw: text(400).optional(),
      reason: z.enum(END_REASONS).default('unknown'),
      endedBy: z.enum(['customer', 'agent', 'platform', 'unknown']).optional(),
      detail: text(2_000).optional(),
    })
    .optional(),
  transfers: z.array(TransferSchema).max(50).optional(),
  outcome: OutcomeSchema.optional(),
  latency: LatencySchema.optional(),
  cost: CostSchema.optional(),
  platformVerdict: z
    .object({
      success: z.boolean().optional(),
      score: amount.optional(),
      sentiment: text(80).optional(),
      summary: text(20_000).optional(),
      criteria: z.array(z.unknown()).max(200).optional(),
      extracted: freeForm.optional(),
    })
    .optional()
    .describe('A hint of the platform, never the truth.'),
  snapshot: SnapshotSchema.optional(),
  recording: z
    .object({
      urls: z
        .array(
          z.object({ kind: text(80), url: text(4_000), expiresAt: at.optional(), needsAuth: z.boolean().optional() }),
        )
        .max(20),
    })
    .optional(),
  governance: z
    .object({
      consent: z.boolean().optional(),
      piiScrubbed: z.boolean().optional(),
      quality: z
        .object({
          hasTranscript: z.boolean().optional(),
          hasTimings: z.boolean().optional(),
          hasTools: z.boolean().optional(),
          warnings: z.array(text(400)).max(50).optional(),
        })
        .optional(),
      receivedAt: at.optional(),
      verified: z.enum(['signature', 'shared_secret', 'none', 'pulled']).optional(),
    })
    .optional(),
});

/** A parsed call. */
export type Call = z.output<typeof CallSchema>;
/** What a sender may send: defaults left out. */
export type CallInput = z.input<typeof CallSchema>;

/** The agent's name as everything groups by it; a call without one belongs to "unknown". */
export function agentOf(call: Pick<Call, 'agent'>): string {
  return [call.agent.name, call.agent.id].find(isShown) ?? 'unknown';
}

/** The agent's version as deployments and proofs name it: its own, else the snapshot's prompt version, else the prompt's hash. */
export function agentVersionOf(call: Pick<Call, 'agent' | 'snapshot'>): string | undefined {
  const { agent, snapshot } = call;
  return [agent.version, snapshot?.promptVersion, agent.promptHash, snapshot?.promptHash].find(isShown);
}
