import { invalid, type Problem } from '#src/errors.ts';
import type { JsonSchema, ObjectSchema } from './input-schema.ts';
import { OWN_INPUTS } from './route.ts';

export type Input = Record<string, unknown>;

/** The body's fields; throws `invalid` for anything but an object, and for a field that the verb does not know. */
export function readFields(body: unknown, schema: ObjectSchema, taken: readonly string[]): Input {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('The body must be a JSON object.', [{ path: '', message: 'an object' }]);
  refuseUnknown(Object.keys(body), schema, taken);
  return body as Input;
}

/** The query's fields, read as their schema says: numbers, true/false, lists (repeated), objects (before[id]=…). */
export function readQuery(query: URLSearchParams, schema: ObjectSchema, taken: readonly string[]): Input {
  const input: Input = {};
  const names = new Set([...query.keys()].map((key) => key.split('[')[0] as string));
  refuseUnknown([...names], schema, taken);
  for (const name of names) input[name] = readField(query, name, schema.properties[name] as JsonSchema);
  return input;
}

function readField(query: URLSearchParams, name: string, schema: JsonSchema): unknown {
  if (schema['type'] === 'object') {
    const inner = [...query].flatMap(([key, value]) => {
      const part = key.startsWith(`${name}[`) && key.endsWith(']') ? key.slice(name.length + 1, -1) : undefined;
      return part === undefined || part === '__proto__' ? [] : [[part, value] as const];
    });
    return Object.fromEntries(inner);
  }
  const values = query.getAll(name);
  if (values.length > 1 || schema['type'] === 'array') return values;
  return readValue(values[0] ?? '', schema);
}

/** What is not of its type stays text, so that the verb's own message says what it should be. */
function readValue(text: string, schema: JsonSchema): unknown {
  const { type } = schema;
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function refuseUnknown(names: readonly string[], schema: ObjectSchema, taken: readonly string[]): void {
  const known = Object.keys(schema.properties).filter((name) => !taken.includes(name) && !OWN_INPUTS.has(name));
  const problems: Problem[] = names
    .filter((name) => !known.includes(name))
    .slice(0, 20)
    .map((name) => ({
      path: name.slice(0, 100),
      message: `is not known here; known: ${known.join(', ') || 'nothing'}`,
    }));
  if (problems.length > 0) throw invalid('The request has fields that are not known here.', problems);
}
