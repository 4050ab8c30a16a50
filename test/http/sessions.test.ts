import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageEnv } from '#adapters/http/http-options.ts';
import { ann, root, TEST_POLICY } from '#test/app.ts';
import { examplesIn } from '#test/structure/documents.ts';
import { type Answer, failedCall, type HttpApp, httpApp } from './http-app.ts';

const yaml = `${TEST_POLICY}
people:
  - { id: 'slack:T1:U1', name: Ann of Slack, role: approver, same: ['web:ann'] }
routes:
  - { surface: web, channel: reviews, agents: ['care*'] }
`;

/** Pages as simple as can be: they say who asks, and with which token a change must come. */
const pages = new Hono<PageEnv>();
pages.get('/', (c) => c.json({ actor: c.get('actor'), csrf: c.get('csrf') }));
pages.post('/web/press', (c) => c.json({ pressedBy: c.get('actor')?.id }));

describe('web sessions', () => {
  let http: HttpApp;
  beforeAll(async () => {
    http = await httpApp({ yaml, web: pages });
  });
  afterAll(() => http.close());

  const cookieOf = (answer: Answer) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const who = async (cookie: string) => (await http.call('/', { headers: { cookie } })).body;
  const pathOf = (url: string) => new URL(url).pathname;

  async function invitation(name: string, role = 'reviewer'): Promise<string> {
    return pathOf((await http.app.verbs.invitePerson(root, { name, role })).url);
  }
  async function signIn(name: string, role?: string): Promise<{ cookie: string; csrf: string }> {
    const joined = await http.call(await invitation(name, role), { method: 'POST' });
    const cookie = cookieOf(joined);
    return { cookie, csrf: (await who(cookie)).csrf };
  }

  it('start by an invitation, which a preview of the link does not use up', async () => {
    const path = await invitation('Bea');
    for (let i = 0; i < 3; i += 1) {
      const preview = await http.call(path);
      expect(preview.status).toBe(200);
      expect(preview.headers.get('set-cookie')).toBeNull();
    }
    const joined = await http.call(path, { method: 'POST' });
    expect(joined.status).toBe(303);
    expect(joined.headers.get('set-cookie')).toMatch(/HttpOnly/);
    expect(joined.headers.get('set-cookie')).toMatch(/SameSite=Strict/);
    expect(joined.headers.get('set-cookie')).not.toMatch(/Secure/);
    expect((await who(cookieOf(joined))).actor).toMatchObject({ id: 'web:bea', name: 'Bea', roles: ['reviewer'] });
    const again = await http.call(path, { method: 'POST' });
    expect(again.status).toBe(403);
    expect(again.body.error.message).toContain('ratchet invite');
  });

  it('take role, name and routes from ratchet.yaml, also under another id of the same person', async () => {
    const { cookie } = await signIn('ann', 'reviewer');
    expect((await who(cookie)).actor).toEqual({
      kind: 'person',
      id: 'slack:T1:U1',
      name: 'Ann of Slack',
      roles: ['reviewer', 'approver'],
      surface: 'web',
      agents: ['care*'],
    });
  });

  it('see only the agents of their routes', async () => {
    const { cookie } = await signIn('Cal');
    const key = await http.keyFor('ingest');
    const ours = await http.call('/v1/calls', { key, body: failedCall('ours', 'care-1') });
    const theirs = await http.call('/v1/calls', { key, body: failedCall('theirs', 'sales') });
    expect((await http.call(`/v1/calls/${ours.body.callId}`, { headers: { cookie } })).status).toBe(200);
    expect((await http.call(`/v1/calls/${theirs.body.callId}`, { headers: { cookie } })).status).toBe(404);
  });

  it('change nothing without the token of the page', async () => {
    const { cookie, csrf } = await signIn('Dan');
    for (const path of ['/web/press', '/v1/links']) {
      const body = { path: '/suite' };
      expect((await http.call(path, { headers: { cookie }, body })).status, path).toBe(403);
      expect((await http.call(path, { headers: { cookie, 'x-csrf-token': 'guess' }, body })).status, path).toBe(403);
      const allowed = await http.call(path, { headers: { cookie, 'x-csrf-token': csrf }, body });
      expect(allowed.status, path).toBeLessThan(300);
      const elsewhere = { cookie, 'x-csrf-token': csrf, origin: 'https://evil.example' };
      expect((await http.call(path, { headers: elsewhere, body })).status, path).toBe(403);
    }
  });

  it('are nobody with a cookie that was changed, made up, or has ended', async () => {
    const { cookie } = await signIn('Eli');
    const [name, value = ''] = cookie.split('=');
    const [token] = value.split('.');
    for (const forged of [`${token}x.${value.split('.')[1]}`, `${token}`, `${token}.`, 'a.b', '']) {
      expect((await who(`${name}=${forged}`)).actor, forged).toBeUndefined();
      expect((await http.call('/v1/home', { headers: { cookie: `${name}=${forged}` } })).status).toBe(401);
    }
    http.clock.now = new Date(http.clock.now.getTime() + 31 * 86_400_000);
    expect((await who(cookie)).actor).toBeUndefined();
  });

  it('end at sign-out', async () => {
    const { cookie } = await signIn('Fay');
    const out = await http.call('/sign-out', { method: 'POST', headers: { cookie } });
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await who(cookie)).actor).toBeUndefined();
  });

  it('start by a personal link for its one page, once', async () => {
    const { url } = await http.app.verbs.createPersonalLink(ann, { path: '/calls/c1' });
    expect((await http.call(pathOf(url))).status).toBe(200);
    const opened = await http.call(pathOf(url), { method: 'POST' });
    expect(opened.status).toBe(303);
    expect(opened.headers.get('location')).toBe('/calls/c1');
    expect((await who(cookieOf(opened))).actor.name).toBe('Ann of Slack');
    expect((await http.call(pathOf(url), { method: 'POST' })).status).toBe(403);
  });

  it('of one person end by what the guide says to do in PostgreSQL', async () => {
    const [gone, hal] = [await signIn('Ann Lee'), await signIn('Hal')];
    const [lines = ''] = examplesIn('docs/operations.md', 'sql');
    const event = { event: 'test.removed', subject: 'person:web:ann-lee' };
    await http.deps.store.write({ actor: root, now: http.clock.now }, event, async (tx) => {
      for (const line of lines.trim().split('\n')) await tx.sql(line);
    });
    expect([(await who(gone.cookie)).actor, (await who(hal.cookie)).actor?.name]).toEqual([undefined, 'Hal']);
  });

  it("refuse another site's form", async () => {
    const path = await invitation('Gus');
    const other = await http.call(path, { method: 'POST', headers: { origin: 'https://evil.example' } });
    expect(other.status).toBe(403);
    expect((await http.call(path, { method: 'POST', headers: { origin: 'http://ratchet.test' } })).status).toBe(303);
  });

  it('ask once more when a link in chat hid the cookie', async () => {
    const fromChat = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' };
    const answer = await http.call('/', { headers: fromChat });
    expect(answer.text).toContain('http-equiv="refresh"');
    expect((await http.call('/', { headers: { ...fromChat, 'sec-fetch-site': 'same-origin' } })).body).toEqual({});
  });
});

describe('a session over https', () => {
  it('is Secure, under a name that no sibling host can set', async () => {
    const http = await httpApp({ web: pages, baseUrl: 'https://ratchet.example' });
    const { url } = await http.app.verbs.invitePerson(root, { name: 'Ann', role: 'admin' });
    const joined = await http.call(new URL(url).pathname, { method: 'POST' });
    expect(joined.headers.get('set-cookie')).toMatch(/^__Host-ratchet_session=.*; Secure$/);
    expect(joined.headers.get('strict-transport-security')).toBeTruthy();
    await http.close();
  });
});
