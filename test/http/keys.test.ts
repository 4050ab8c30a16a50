import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '#test/app.ts';
import { failedCall, type HttpApp, httpApp } from './http-app.ts';

describe('API keys', () => {
  let http: HttpApp;
  beforeAll(async () => {
    http = await httpApp();
  });
  afterAll(() => http.close());

  it.each([
    ['ingest', 'POST', '/v1/calls', 201],
    ['ingest', 'GET', '/v1/calls', 403],
    ['ingest', 'GET', '/v1/suite', 403],
    ['read', 'GET', '/v1/calls', 200],
    ['read', 'GET', '/metrics', 200],
    ['read', 'POST', '/v1/calls', 403],
    ['gate', 'GET', '/v1/suite', 200],
    ['gate', 'GET', '/metrics', 403],
    ['admin', 'POST', '/v1/calls', 200],
    ['admin', 'GET', '/v1/keys', 200],
  ] as const)('one with the scope %s gets %s %s: %i', async (scope, method, path, status) => {
    const key = await http.keyFor(scope);
    const body = method === 'POST' ? failedCall('k1') : undefined;
    expect((await http.call(path, { method, key, ...(body ? { body } : {}) })).status).toBe(status);
  });

  it('never triages, approves or makes keys, whatever its scope', async () => {
    const key = await http.keyFor('admin');
    for (const path of [
      '/v1/reviews/R-1/claim',
      '/v1/reviews/R-1/confirm',
      '/v1/keys',
      '/v1/invites',
      '/v1/failure-modes',
    ]) {
      const refused = await http.call(path, { key, body: {} });
      expect(refused.status, path).toBe(403);
      expect(refused.body.error.message).toContain('takes a person');
    }
  });

  it('is refused within a second of being revoked elsewhere', async () => {
    const { key, name } = await http.app.verbs.createKey(root, { name: 'short-lived', scopes: ['read'] });
    expect((await http.call('/v1/calls', { key })).status).toBe(200);
    await http.app.verbs.revokeKey(root, { name });
    http.elapsed.ms += 1_001;
    expect((await http.call('/v1/calls', { key })).status).toBe(401);
  });

  it.each([['Basic dXNlcjpwYXNz'], ['Bearer'], ['Bearer rk_unknown'], ['Bearer sk_other'], ['rk_bare']])(
    'refuses "%s"',
    async (authorization) => {
      expect((await http.call('/v1/calls', { headers: { authorization } })).status).toBe(401);
    },
  );
});
