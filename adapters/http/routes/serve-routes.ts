import type { Context, Hono } from 'hono';
import { mediaType, refuseOtherTypes } from '#adapters/http/capture/capture-route.ts';
import type { HttpEnv } from '#adapters/http/http-options.ts';
import { parseJson, readBody } from '#adapters/http/read-body.ts';
import type { App } from '#src/app.ts';
import type { Actor } from '#src/domain/actor.ts';
import { inputSchema, type ObjectSchema } from './input-schema.ts';
import { type Input, readFields, readQuery } from './read-input.ts';
import { pathNames, type Route } from './route.ts';

type AnyVerb = (actor: Actor, input: Input) => Promise<unknown>;

/** Serves the table: each route's input out of path, query or body to its verb, and what the verb answers as JSON. */
export function serveRoutes(
  router: Hono<HttpEnv>,
  app: App,
  routes: readonly Route[],
  bodyBytes: number,
  after: (route: Route) => void,
): void {
  for (const route of routes) {
    const verb = app.verbs[route.verb] as unknown as AnyVerb;
    // Made at the first request: half a hundred of them would delay the start.
    let schema: ObjectSchema | undefined;
    const handler = async (c: Context<HttpEnv>) => {
      schema ??= inputSchema(route.verb);
      const input = await readInput(c, route, schema, bodyBytes);
      const output = await verb(c.get('caller') as Actor, input);
      after(route);
      const text = route.text?.of(output as never);
      if (text && route.text)
        return c.body(text.text, 200, {
          'content-type': route.text.type,
          'content-disposition': `attachment; filename="${text.file}"`,
        });
      return c.json(output as object, route.status ?? 200);
    };
    router.on(route.method.toUpperCase(), route.path.replace(/\{(\w+)\}/g, ':$1'), handler);
  }
}

async function readInput(c: Context<HttpEnv>, route: Route, schema: ObjectSchema, bodyBytes: number): Promise<Input> {
  const names = pathNames(route.path);
  const fromPath = Object.fromEntries(names.map((name) => [route.rename?.[name] ?? name, c.req.param(name)]));
  const taken = Object.keys(fromPath);
  const query = readQuery(new URL(c.req.url).searchParams, route.method === 'get' ? schema : noFields, taken);
  if (route.method !== 'post') return { ...query, ...fromPath };
  const bytes = await readBody(c.env.incoming, route.maxBytes ?? bodyBytes);
  if (bytes.length === 0) return fromPath;
  refuseOtherTypes(mediaType(c));
  return { ...readFields(parseJson(bytes), schema, taken), ...fromPath };
}

const noFields: ObjectSchema = { properties: {} };
