import type { Hono } from 'hono';
import type { z } from 'zod';
import { CallSchema } from '#src/domain/call.ts';
import { ScenarioSchema } from '#src/domain/scenario.ts';
import { PolicySchema } from '#src/policy.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { HttpEnv } from './http-options.ts';
import { openApi } from './openapi.ts';
import { toJsonSchema } from './routes/input-schema.ts';

const SCHEMAS: readonly { name: string; title: string; schema: z.ZodType }[] = [
  { name: 'call', title: 'A finished call', schema: CallSchema },
  { name: 'scenario', title: 'A regression scenario', schema: ScenarioSchema },
  { name: 'ratchet-yaml', title: 'ratchet.yaml', schema: PolicySchema },
];

/** What can be read without a key: the API's document, and the schemas of a call, a scenario and ratchet.yaml. */
export function documentRoutes(router: Hono<HttpEnv>, { about, baseUrl }: Pick<Deps, 'about' | 'baseUrl'>): void {
  let document: object | undefined;
  router.get('/openapi.json', (c) => {
    document ??= openApi({ version: about.version, baseUrl });
    return c.json(document);
  });
  for (const { name, title, schema } of SCHEMAS) {
    const path = `/schemas/${name}.json`;
    router.get(path, (c) => c.json({ $id: `${baseUrl}${path}`, title, ...toJsonSchema(schema, 'input') }));
  }
}
