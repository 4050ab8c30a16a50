import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpApp, httpApp } from './http-app.ts';

const NAMES = ['localhost', '127.0.0.1', '[::1]'];

describe('local mode', () => {
  let http: HttpApp;
  beforeAll(async () => {
    http = await httpApp({ localMode: true });
  });
  afterAll(() => http.close());

  /** A request whose Host can be forged, which fetch does not allow. */
  function ask(
    headers: Record<string, string>,
    { path = '/v1/home', method = 'GET' } = {},
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const host = `localhost:${http.server.port}`;
      const sent = request(
        { host: '127.0.0.1', port: http.server.port, path, method, headers: { host, ...headers } },
        (res) => {
          let text = '';
          res.on('data', (chunk) => (text += chunk));
          res.on('end', () => resolve({ status: res.statusCode ?? 0, text }));
        },
      );
      sent.on('error', reject);
      sent.end();
    });
  }

  async function refusals(reason: string): Promise<number> {
    const { text } = await http.call('/metrics');
    return Number(new RegExp(`ratchet_auth_refused_total\\{reason="${reason}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
  }

  it.each(NAMES)('needs no key at %s', async (name) => {
    expect((await ask({ host: `${name}:${http.server.port}` })).status).toBe(200);
  });

  it.each([
    ['host', 'another name (DNS rebinding)', { host: 'evil.example' }],
    ['host', 'another name with our port', () => ({ host: `evil.example:${http.server.port}` })],
    ['host', 'our name with another port', { host: 'localhost:1' }],
    ['host', 'our name without a port', { host: 'localhost' }],
    ['host', 'our name inside another', () => ({ host: `localhost.evil.example:${http.server.port}` })],
    ['host', 'another address of this machine', () => ({ host: `127.0.0.2:${http.server.port}` })],
    ['forwarded', 'Forwarded', { forwarded: 'for=10.0.0.1' }],
    ['forwarded', 'X-Forwarded-For', { 'x-forwarded-for': '10.0.0.1' }],
    ['forwarded', 'X-Forwarded-Host', { 'x-forwarded-host': 'localhost' }],
    ['forwarded', 'X-Forwarded-Proto', { 'x-forwarded-proto': 'https' }],
    ['forwarded', 'any other X-Forwarded', { 'x-forwarded-prefix': '/x' }],
    ['origin', 'another site', { origin: 'https://evil.example' }],
    ['origin', 'no site at all', { origin: 'null' }],
    ['origin', 'our name, another port', { origin: 'http://localhost:1' }],
    ['origin', 'our name, https', () => ({ origin: `https://localhost:${http.server.port}` })],
    ['origin', 'another of our names', () => ({ origin: `http://127.0.0.1:${http.server.port}` })],
  ] as const)('refuses and counts a forged %s: %s', async (reason, _, headers) => {
    const before = await refusals(reason);
    const forged = typeof headers === 'function' ? headers() : headers;
    for (const path of ['/v1/home', '/']) expect((await ask({ ...forged }, { path })).status, path).toBe(401);
    expect((await ask({ ...forged }, { path: '/v1/keys', method: 'POST' })).status).toBe(401);
    expect(await refusals(reason)).toBe(before + 3);
    expect((await http.call('/v1/keys')).body.keys).toEqual([]);
  });

  it('says who acted: the header, in any script, else "you"', async () => {
    const names = [undefined, 'Ann Lee', 'Jörg', '李'];
    for (const [i, name] of names.entries()) {
      const headers: Record<string, string> =
        name === undefined ? {} : { 'x-ratchet-actor': Buffer.from(name).toString('latin1') };
      const made = await http.call('/v1/fixes', {
        headers,
        body: { title: `fix ${i}`, agent: 'a', failureModes: ['wrong-refund'], version: `v${i}` },
      });
      expect(made.body).toMatchObject({
        ownerName: name ?? 'you',
        ownerId: `web:${(name ?? 'you').toLowerCase().replace(' ', '-')}`,
      });
    }
  });

  it.each([
    ['empty', ' '],
    ['too long', 'x'.repeat(81)],
  ])('refuses a name that is %s', async (_, name) => {
    expect((await http.call('/v1/home', { headers: { 'x-ratchet-actor': name } })).status).toBe(400);
  });

  it('takes our own page by its origin', async () => {
    expect((await ask({ origin: `http://localhost:${http.server.port}` })).status).toBe(200);
  });

  it('still refuses a wrong key', async () => {
    expect((await http.call('/v1/home', { key: 'rk_made-up' })).status).toBe(401);
  });
});

describe('without local mode', () => {
  it('refuses whoever brings no key, and names nobody by a header', async () => {
    const http = await httpApp({ localMode: false });
    const answer = await http.call('/v1/home', { headers: { 'x-ratchet-actor': 'ann' } });
    expect(answer.status).toBe(401);
    expect(answer.body.error.code).toBe('unauthorized');
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect((await http.call('/metrics')).status).toBe(401);
    await http.close();
  });
});
