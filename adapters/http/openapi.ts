import type { z } from 'zod';
import { VERBS } from '#src/app.ts';
import type { Allow } from '#src/verb.ts';
import { sessionCookieName } from './auth/web-session.ts';
import { CAPTURE_ROUTE } from './routes/call-routes.ts';
import { inputSchema, type JsonSchema, type ObjectSchema, toJsonSchema } from './routes/input-schema.ts';
import { OWN_INPUTS, pathNames, type Route, type VerbName } from './routes/route.ts';
import { ROUTES } from './routes/routes.ts';
import { ErrorJson } from './schemas/admin-schemas.ts';
import { LineResultJson } from './schemas/call-schemas.ts';

type Components = Record<string, JsonSchema>;

const ERRORS = {
  400: 'The input has problems; each is named with its path.',
  401: 'No key and no session, or something forged.',
  403: 'Not for this key or person.',
  404: 'It does not exist, or you may not see it.',
  409: 'Somebody was faster; `current` is the state that won.',
  413: 'The body is too large.',
  429: 'Too many at once; see Retry-After.',
  500: 'A bug; `reference` names its log line.',
  503: 'Not now; see Retry-After.',
} as const;

/** The whole API as OpenAPI 3.1, out of the route table and the zod schemas that parse its input. */
export function openApi({ version, baseUrl }: { version: string; baseUrl: string }): JsonSchema {
  const components: Components = {};
  const paths: Record<string, Record<string, JsonSchema>> = {};
  const add = (route: Route, operation: JsonSchema) => {
    paths[route.path] = { ...paths[route.path], [route.method]: operation };
  };
  add(CAPTURE_ROUTE, captureOperation(components));
  for (const route of ROUTES) add(route, operationOf(route, components));
  lift(toJsonSchema(ErrorJson, 'output'), components, '');
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ratchet',
      version,
      description: 'Every verb of Ratchet over HTTP.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: baseUrl }],
    security: [{ key: [] }, { session: [] }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key: rk_…' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookieName(baseUrl),
          description: 'A person; changes carry X-CSRF-Token.',
        },
      },
    },
  };
}

function operationOf(route: Route, components: Components): JsonSchema {
  const { method, verb, tag, summary, output, rename = {}, status = 200, text } = route;
  const { $defs, $schema: _, properties, required = [], ...rest } = inputSchema(verb);
  liftAll($defs, components, 'Input');
  const names = pathNames(route.path);
  const taken = new Set([...names.map((name) => rename[name] ?? name), ...OWN_INPUTS]);
  const open = Object.entries(properties).filter(([name]) => !taken.has(name));
  const parameters = names.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: asInput(properties[rename[name] ?? name] ?? { type: 'string' }),
  }));
  if (method === 'get')
    parameters.push(...open.map(([name, schema]) => queryParameter(name, asInput(schema), required.includes(name))));
  const needed = required.filter((name) => !taken.has(name));
  const fields: ObjectSchema = {
    ...rest,
    properties: Object.fromEntries(open),
    required: needed,
    additionalProperties: false,
  };
  return {
    operationId: operationId(route),
    tags: [tag],
    summary,
    security: whoMay(verb),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(method === 'post' && open.length > 0
      ? { requestBody: { required: needed.length > 0, content: json(asInput(fields)) } }
      : {}),
    responses: {
      [status]: {
        description: 'Done.',
        content: {
          ...json(outputSchema(output, components)),
          ...(text && { [text.type.split(';')[0] as string]: { schema: { type: 'string' } } }),
        },
      },
      ...errorResponses(),
    },
  };
}

/** The scope that a key needs, and the least role that a person needs; without the first only a person may. */
function whoMay(verb: VerbName): JsonSchema[] {
  const { scope, role }: Allow = VERBS[verb].allow;
  return [...(scope ? [{ key: [scope] }] : []), ...(role ? [{ session: [role] }] : [])];
}

/** Two routes of one verb differ by what their path ends on. */
function operationId({ verb, path }: Route): string {
  const twins = ROUTES.filter((route) => route.verb === verb);
  const noun = path.split('/')[2] ?? '';
  return twins.length > 1 ? `${verb}Of${noun.charAt(0).toUpperCase()}${noun.slice(1)}` : verb;
}

function queryParameter(name: string, schema: JsonSchema, required: boolean) {
  const style = schema['type'] === 'object' ? { style: 'deepObject', explode: true } : {};
  return { name, in: 'query', required, schema, ...style };
}

function captureOperation(components: Components): JsonSchema {
  const { summary, tag, input, output } = CAPTURE_ROUTE;
  const call = rootOf(input, 'Call', components);
  const captured = { description: 'Stored, or already known.', content: json(outputSchema(output, components)) };
  const lines = { ...captured.content, 'application/x-ndjson': { schema: outputSchema(LineResultJson, components) } };
  return {
    operationId: 'captureCalls',
    tags: [tag],
    summary,
    security: whoMay('captureCalls'),
    description:
      'As NDJSON one call a line, plain or gzip, of any length; the answer has one result a line, in order, and ends with an error line when it had to stop.',
    requestBody: { required: true, content: { ...json(call), 'application/x-ndjson': { schema: call } } },
    responses: { 200: { ...captured, content: lines }, 201: captured, ...errorResponses() },
  };
}

function errorResponses(): JsonSchema {
  const content = json({ $ref: '#/components/schemas/Error' });
  const headers = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds.' } };
  return Object.fromEntries(
    Object.entries(ERRORS).map(([status, description]) => [
      status,
      { description, content, ...(status === '429' || status === '503' ? { headers } : {}) },
    ]),
  );
}

function json(schema: JsonSchema) {
  return { 'application/json': { schema } };
}

function asInput(schema: JsonSchema): JsonSchema {
  return renameRefs(schema, 'Input') as JsonSchema;
}

function rootOf(schema: z.ZodType, name: string, components: Components): JsonSchema {
  const { $defs, $schema: _, ...rest } = toJsonSchema(schema, 'input') as ObjectSchema;
  liftAll($defs, components, 'Input');
  components[name] = asInput(rest);
  return { $ref: `#/components/schemas/${name}` };
}

function outputSchema(schema: z.ZodType, components: Components): JsonSchema {
  return lift(toJsonSchema(schema, 'output'), components, '');
}

/** Moves what a schema defines beside itself to the components. A named schema stands there too. */
function lift(schema: JsonSchema, components: Components, suffix: string): JsonSchema {
  const { $defs, $schema: _, id, ...rest } = schema as ObjectSchema & { id?: string };
  liftAll($defs, components, suffix);
  const moved = renameRefs(rest, suffix) as JsonSchema;
  if (typeof id !== 'string') return moved;
  components[`${id}${suffix}`] = moved;
  return { $ref: `#/components/schemas/${id}${suffix}` };
}

function liftAll($defs: Record<string, JsonSchema> | undefined, components: Components, suffix: string): void {
  for (const [name, { id: _, ...schema }] of Object.entries($defs ?? {}))
    components[`${name}${suffix}`] = renameRefs(schema, suffix) as JsonSchema;
}

function renameRefs(value: unknown, suffix: string): unknown {
  if (Array.isArray(value)) return value.map((item) => renameRefs(item, suffix));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string'
        ? inner.replace('#/$defs/', '#/components/schemas/').concat(suffix)
        : renameRefs(inner, suffix),
    ]),
  );
}
