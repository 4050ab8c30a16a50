import { z } from 'zod';

const TurnSchema = z.looseObject({
  role: z.enum(['customer', 'agent', 'tool']),
  text: z.string().default(''),
  at: z.string().optional(),
  start_s: z.number().optional(),
  end_s: z.number().optional(),
  requested_by: z.string().optional(),
  tool_calls: z
    .array(z.object({ id: z.string().optional(), name: z.string().optional(), arguments: z.unknown() }))
    .optional(),
  tool_result: z
    .object({
      id: z.string().optional(),
      name: z.string().optional(),
      output: z.unknown(),
      is_error: z.boolean().nullish(),
    })
    .optional(),
});
export type TauTurn = z.output<typeof TurnSchema>;

/** One line of calls.jsonl.gz, as far as we read it. */
export const TauCallSchema = z.looseObject({
  id: z.string().min(1).max(200),
  benchmark: z.string(),
  channel: z.string(),
  language: z.string().nullish(),
  domain: z.string().min(1),
  agent_model: z.string().nullish(),
  agent_key: z.string().min(1),
  started_at: z.string(),
  duration_s: z.number().nullish(),
  cost: z.object({ agent: z.number().nullish() }).nullish(),
  system_prompt_ref: z.string().nullish(),
  tools_ref: z.string().nullish(),
  turns: z.array(TurnSchema).min(1),
  outcome: z.object({
    ended_by: z.string().nullish(),
    termination_reason: z.string().nullish(),
    transferred_to_human: z.boolean().nullish(),
    passed: z.boolean().nullish(),
  }),
});
export type TauCall = z.output<typeof TauCallSchema>;

/** prompts.json.gz: system prompts and tool schemas (OpenAI functions) by their reference. */
export const TauPromptsSchema = z.object({
  prompts: z.record(z.string(), z.object({ text: z.string() })),
  tools: z.record(
    z.string(),
    z.object({
      tools: z.array(z.object({ function: z.object({ name: z.string(), parameters: z.unknown().optional() }) })),
    }),
  ),
});
export type TauPrompts = z.output<typeof TauPromptsSchema>;
