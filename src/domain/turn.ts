import { z } from 'zod';
import { AmountSchema } from './amount.ts';

const ms = z.int().min(0);

/** One tool call inside a turn. `flaggedOk` is what the platform said; `ok` is our own reading of the content. */
export const ToolSchema = z.object({
  callId: z.string().max(200).optional(),
  name: z.string().min(1).max(200),
  args: z.unknown().optional(),
  result: z.unknown().optional(),
  flaggedOk: z.boolean().optional(),
  ok: z.boolean().optional(),
  errorType: z.string().max(200).optional(),
  latencyMs: AmountSchema.min(0).optional(),
  requestedBy: z
    .enum(['agent', 'customer'])
    .optional()
    .describe('"customer" for the customer\'s own tools (a phone, an app): never a fixture.'),
});

/** One turn. A tool call and its result are two turns (tool_call, tool_result) joined by `tool.callId`; some platforms send one with both. */
export const TurnSchema = z.object({
  i: z.int().min(0).optional(),
  id: z.string().max(200).optional(),
  kind: z
    .enum(['speech', 'tool_call', 'tool_result', 'handoff', 'node', 'dtmf', 'system', 'injected'])
    .default('speech'),
  role: z.enum(['customer', 'agent', 'human_agent', 'system', 'tool']),
  agentId: z.string().max(200).optional(),
  text: z.string().max(200_000).optional(),
  intendedText: z.string().max(200_000).optional(),
  interrupted: z.boolean().optional(),
  startMs: ms.optional(),
  endMs: ms.optional(),
  confidence: AmountSchema.optional(),
  tool: ToolSchema.optional(),
  kb: z
    .array(z.object({ id: z.string().max(400), version: z.string().max(200).optional() }))
    .max(50)
    .optional(),
  latency: z
    .object({
      e2eMs: AmountSchema.min(0).optional(),
      llmMs: AmountSchema.min(0).optional(),
      ttsMs: AmountSchema.min(0).optional(),
      sttMs: AmountSchema.min(0).optional(),
    })
    .optional(),
  tokens: z.object({ in: AmountSchema.optional(), out: AmountSchema.optional() }).optional(),
  cost: z
    .object({ amount: AmountSchema.min(0), currency: z.string().max(3).default('USD') })
    .optional()
    .describe('What this turn cost to make.'),
  model: z.string().max(200).optional(),
});

export type Turn = z.output<typeof TurnSchema>;
export type ToolUse = z.output<typeof ToolSchema>;

/** Whether words stand in the turn that a person said or heard. */
export function isSpeech(turn: Turn): boolean {
  return turn.kind === 'speech' && (turn.text ?? '').trim() !== '';
}
