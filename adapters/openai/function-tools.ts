import type { ChatCompletionFunctionTool } from 'openai/resources/chat/completions';
import { z } from 'zod';
import type { Snapshot } from '#src/domain/snapshot.ts';

const FunctionSchema = z.looseObject({
  description: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});
const ANY_ARGUMENTS = { type: 'object', properties: {}, additionalProperties: true };

/** A snapshot's tools as functions. Platforms record them as OpenAI's function, as that inside {function}, or as the schema of the arguments alone. */
export function functionTools(tools: Snapshot['tools']): ChatCompletionFunctionTool[] {
  return (tools ?? []).map(({ id, schema }) => {
    const inner = z.looseObject({ function: FunctionSchema }).safeParse(schema);
    const outer = FunctionSchema.safeParse(schema);
    const spec = inner.success ? inner.data.function : outer.success ? outer.data : {};
    const isArguments = outer.success && outer.data['type'] === 'object';
    const parameters = isArguments ? (outer.data as Record<string, unknown>) : (spec.parameters ?? ANY_ARGUMENTS);
    const description = spec.description === undefined ? {} : { description: spec.description };
    return { type: 'function', function: { name: id, ...description, parameters } };
  });
}
