import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROUTES, WITHOUT_ROUTE } from '#adapters/http/routes/routes.ts';
import { VERBS } from '#src/app.ts';
import { SCOPES } from '#src/domain/actor.ts';
import { failedCall, type HttpApp, httpApp } from './http-app.ts';

type Operation = {
  operationId: string;
  security: { key?: string[]; session?: string[] }[];
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: Record<string, { description: string; content: Record<string, { schema: unknown }> }>;
};
type Document = {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>> };
};

describe('openapi.json', () => {
  let http: HttpApp;
  let document: Document;
  beforeAll(async () => {
    http = await httpApp({ localMode: true });
    document = (await http.call('/openapi.json')).body;
  });
  afterAll(() => http.close());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );

  it('is OpenAPI 3.1 of this version', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Ratchet', version: 'test' } });
  });

  it('is read without a key', async () => {
    const outside = await httpApp();
    for (const path of ['/openapi.json', '/schemas/call.json']) expect((await outside.call(path)).status).toBe(200);
    await outside.close();
  });

  it('documents every verb that people and keys may call', () => {
    const documented = new Set([...ROUTES.map(({ verb }) => verb), 'captureCalls', ...WITHOUT_ROUTE]);
    expect(Object.keys(VERBS).filter((verb) => !documented.has(verb))).toEqual([]);
    expect(operations()).toHaveLength(ROUTES.length + 1);
  });

  it('refers to nothing that is not there', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] as string);
    expect(refs.length).toBeGreaterThan(50);
    const missing = refs.filter(
      (ref) => !(ref.startsWith('#/components/schemas/') && ref.slice(21) in document.components.schemas),
    );
    expect(missing).toEqual([]);
  });

  it('names each operation once, with every parameter of its path, and answers for success and errors', () => {
    const all = operations();
    expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(all.length);
    for (const { path, operation } of all) {
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`).sort(), path).toEqual((path.match(/\{\w+\}/g) ?? []).sort());
      expect(inPath.every(({ required }) => required)).toBe(true);
      expect(
        Object.keys(operation.responses).some((status) => status.startsWith('2')),
        path,
      ).toBe(true);
      expect(operation.responses['400']?.content['application/json']?.schema).toEqual({
        $ref: '#/components/schemas/Error',
      });
    }
  });

  it('holds only schemas that a reader of JSON Schema understands', () => {
    const $defs = document.components.schemas;
    for (const name of Object.keys($defs)) {
      const schema = JSON.parse(
        JSON.stringify({ $ref: `#/components/schemas/${name}`, $defs }).replaceAll('#/components/schemas/', '#/$defs/'),
      );
      expect(() => z.fromJSONSchema(schema), name).not.toThrow();
    }
  });

  it('documents nothing that the listener does not serve', async () => {
    for (const { path, method } of operations()) {
      const body = method === 'post' ? { body: {} } : {};
      const answer = await http.call(path.replaceAll(/\{\w+\}/g, 'nothing'), { method: method.toUpperCase(), ...body });
      expect(answer.text, `${method} ${path}`).not.toContain(`${method.toUpperCase()} ${path.split('{')[0]}`);
    }
  });

  it('says which scope each operation takes of a key, and where only a person may', async () => {
    const keys = new Map(await Promise.all(SCOPES.map(async (scope) => [scope, await http.keyFor(scope)] as const)));
    for (const { path, method, operation } of operations()) {
      const wanted = operation.security.flatMap(({ key = [] }) => key);
      const body = method === 'post' ? { body: {} } : {};
      for (const [scope, key] of keys) {
        const url = path.replaceAll(/\{\w+\}/g, 'nothing');
        const { status } = await http.call(url, { method: method.toUpperCase(), key, ...body });
        const may = wanted.includes(scope) || (scope === 'admin' && wanted.length > 0);
        expect(status !== 403, `${method} ${path} with a key of ${scope}: ${status}`).toBe(may);
      }
    }
  });

  it('names the cookie that a browser gets over https', async () => {
    const secure = await httpApp({ baseUrl: 'https://ratchet.example.com' });
    const { body } = await secure.call('/openapi.json');
    expect(body.components.securitySchemes.session.name).toBe('__Host-ratchet_session');
    await secure.close();
  });

  it('describes a call that the listener takes, and one that it refuses', async () => {
    const schema = z.fromJSONSchema((await http.call('/schemas/call.json')).body);
    for (const call of [failedCall('j1'), { ...failedCall('j2'), turns: [{ role: 'robot' }] }, { source: 'test' }]) {
      const { status } = await http.call('/v1/calls', { body: call });
      expect(schema.safeParse(call).success).toBe(status === 201);
    }
  });
});

describe('the schema of ratchet.yaml', () => {
  it('lets an editor complete and refuse', async () => {
    const http = await httpApp();
    const { body } = await http.call('/schemas/ratchet-yaml.json');
    const schema = z.fromJSONSchema(body);
    expect(schema.safeParse({}).success).toBe(true);
    expect(schema.safeParse({ score: { threshold: 70 }, sla: { claimHours: 8 } }).success).toBe(true);
    expect(schema.safeParse({ score: { treshold: 70 } }).success).toBe(false);
    expect(body.$id).toBe('http://ratchet.test/schemas/ratchet-yaml.json');
    await http.close();
  });
});
