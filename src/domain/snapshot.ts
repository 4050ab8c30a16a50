import { z } from 'zod';

/** The agent's state at call time: what a replay hands to the target so that the agent behaves as it did. */
export const SnapshotSchema = z.object({
  promptVersion: z.string().max(200).optional(),
  promptHash: z.string().max(200).optional(),
  systemPrompt: z.string().max(500_000).optional(),
  kbVersionHash: z.string().max(200).optional(),
  knowledge: z
    .array(z.object({ title: z.string().max(200), body: z.string().max(20_000) }))
    .max(100)
    .optional()
    .describe('Articles that the agent is to know besides its knowledge base.'),
  model: z.string().max(200).optional(),
  modelParams: z.record(z.string(), z.unknown()).optional(),
  memory: z.array(z.unknown()).max(1_000).optional().describe('Memory entries relevant to the call.'),
  tools: z
    .array(
      z.object({ id: z.string().max(200), version: z.string().max(200).optional(), schema: z.unknown().optional() }),
    )
    .max(500)
    .optional(),
  variables: z.record(z.string(), z.unknown()).optional(),
  clockAt: z.iso.datetime({ offset: true }).optional().describe('The time the agent believed it was.'),
  routing: z.unknown().optional(),
});

export type Snapshot = z.output<typeof SnapshotSchema>;
