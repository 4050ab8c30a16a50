import { z } from 'zod';
import { VERBS } from '#src/app.ts';
import type { VerbName } from './route.ts';

export type JsonSchema = { [key: string]: unknown };
/** An object schema of JSON Schema, as every verb's input is one. */
export type ObjectSchema = JsonSchema & {
  properties: Record<string, JsonSchema>;
  required?: string[];
  $defs?: Record<string, JsonSchema>;
};

/** JSON Schema (draft 2020-12) of a zod schema; dates are ISO 8601 strings, and answers may grow. */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  }) as JsonSchema;
}

/** The input of a verb. */
export function inputSchema(verb: VerbName): ObjectSchema {
  return toJsonSchema(VERBS[verb].input, 'input') as ObjectSchema;
}
