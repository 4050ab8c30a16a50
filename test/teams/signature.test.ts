import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import { system } from '#test/app.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import type { FakeMessage } from './fake-teams/fake-state.ts';
import { type Claims, signToken } from './fake-teams/sign-token.ts';
import { buttonFor, cardOf } from './read-card.ts';
import { APP_ID, aadOf, CHANNEL, TEAMS_SETTINGS, TENANT, type TeamsWorld, teamsWorld } from './teams-world.ts';

let world: TeamsWorld;
let card: FakeMessage;
let clicks = 0;
let complaints: MockInstance<typeof console.error>;
beforeAll(async () => {
  complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  world = await teamsWorld();
});
afterAll(async () => {
  await world.close();
  vi.restoreAllMocks();
});
beforeEach(async () => {
  await world.app.app.verbs.captureCalls(system, { calls: [failedCall(newAgent())] });
  await world.settle();
  card = world.fake.messages.at(-1) as FakeMessage;
});

const good = () => ({ aud: APP_ID, serviceurl: world.fake.endpoints.service });
const hour = 3_600;
const nowS = () => Math.floor(Date.now() / 1_000);
const otherKey = () => generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
const bearer = (claims: Claims, header: Record<string, unknown> = {}, key = world.fake.key) => ({
  authorization: `Bearer ${signToken(key, claims, header)}`,
});

function click(more: Record<string, unknown> = {}): Record<string, unknown> {
  clicks += 1;
  const { data, verb } = buttonFor(cardOf(card), 'claim');
  return {
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: `f:click-${clicks}`,
    replyToId: card.id,
    from: { id: '29:ann', name: 'ann', aadObjectId: aadOf('ann') },
    conversation: { id: CHANNEL, conversationType: 'channel', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    value: { action: { type: 'Action.Execute', verb, data } },
    ...more,
  };
}

async function claims(): Promise<number> {
  const row = await world.app.deps.store.deliveries.byPlatformId('teams', CHANNEL, card.id);
  const audit = await world.app.deps.store.audit(row?.subject ?? '', 50);
  return audit.filter(({ event }) => event === 'review.claimed').length;
}

test('signed by Teams for us it acts', async () => {
  const response = await world.send(click(), bearer(good()));
  expect(response.status).toBe(200);
  expect(await claims()).toBe(1);
});

test.each([
  ['without a signature', () => ({})],
  ['with something else than a token', () => ({ authorization: 'Bearer abc' })],
  ['signed with a key of somebody else', () => bearer(good(), {}, otherKey())],
  ['signed with a key that nobody published', () => bearer(good(), { kid: 'unknown' })],
  ['that says it needs no signature', () => bearer(good(), { alg: 'none' })],
  ['signed with a shared secret', () => bearer(good(), { alg: 'HS256' })],
  ['for another app', () => bearer({ ...good(), aud: '88888888-0000-4000-8000-000000000000' })],
  [
    'of another issuer',
    () => bearer({ ...good(), iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/' }),
  ],
  ['that has run out', () => bearer({ ...good(), exp: nowS() - 30 * 24 * hour })],
  ['from the future', () => bearer({ ...good(), nbf: nowS() + 30 * 24 * hour, exp: nowS() + 31 * 24 * hour })],
  ['for another service address', () => bearer({ ...good(), serviceurl: 'https://evil.example/' })],
  ['without a service address', () => bearer({ aud: APP_ID })],
] as const)('%s it is refused, and nothing is done', async (_, headers) => {
  const before = world.app.log.length;
  for (const activity of [click(), click()]) {
    const response = await world.send(activity, headers());
    expect(response.status).toBe(401);
    expect(await response.text()).toBe('');
  }
  expect(await claims()).toBe(0);
  expect(world.app.log.slice(before).map(({ event }) => event)).toEqual(['teams.refused', 'teams.refused']);
  expect(complaints, 'strangers write nothing but our own log').not.toHaveBeenCalled();
});

test('a token taken from one service address does not serve another', async () => {
  const response = await world.send(click({ serviceUrl: 'https://evil.example/' }), bearer(good()));
  expect(response.status).toBe(401);
});

test('another tenant is refused although Teams signs it', async () => {
  const tenant = { id: '22222222-2222-4333-8444-555555555555' };
  expect((await world.send(click({ channelData: { tenant } }), bearer(good()))).status).toBe(401);
  expect(await claims()).toBe(0);
});

test('without Microsoft’s keys nothing is done, and Teams may send it again', async () => {
  const other = await teamsWorld();
  other.fake.keysAway = true;
  const token = {
    authorization: `Bearer ${signToken(other.fake.key, { ...good(), serviceurl: other.fake.endpoints.service })}`,
  };
  const looks = { type: 'typing', from: { id: 'x' }, conversation: { id: CHANNEL, tenantId: TENANT } };
  const refused = await other.send(looks, token);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(other.app.log.map(({ event }) => event)).toContain('teams.unchecked');
  other.fake.keysAway = false;
  expect((await other.send(looks, token)).status).toBe(200);
  await other.close();
});

test('with a managed identity, which has no secret, requests are checked just the same', async () => {
  const { appPassword: _, ...rest } = TEAMS_SETTINGS;
  const other = await teamsWorld({ options: { settings: { ...rest, managedIdentity: true } } });
  const typing = { type: 'typing', from: { id: 'x' }, conversation: { id: CHANNEL, tenantId: TENANT } };
  const claims = { aud: APP_ID, serviceurl: other.fake.endpoints.service };
  const sent = async (token: string) => (await other.send(typing, { authorization: `Bearer ${token}` })).status;
  expect(await sent(signToken(other.fake.key, claims))).toBe(200);
  expect(await sent(signToken(otherKey(), claims))).toBe(401);
  await other.close();
});

test('another channel of the Bot Framework is refused', async () => {
  expect((await world.send(click({ channelId: 'emulator' }), bearer(good()))).status).toBe(401);
});

test.each([
  ['not JSON', '{'],
  ['no activity', '{"type":"message"}'],
  ['something else', '[]'],
])('%s is a 400', async (_, body) => {
  const response = await fetch(world.endpoint, { method: 'POST', body, headers: bearer(good()) });
  expect(response.status).toBe(400);
});

test('a body longer than anything Teams sends is not read', async () => {
  const response = await fetch(world.endpoint, { method: 'POST', body: 'x'.repeat(1_100_000) }).catch(() => undefined);
  expect([413, undefined]).toContain(response?.status);
});

test('GET is not for us', async () => {
  expect((await fetch(world.endpoint)).status).toBe(405);
});

test('sent twice, at once and again, a click has one effect and one answer', async () => {
  const activity = click();
  const answers = await Promise.all([world.send(activity), world.send(activity)]);
  const again = await world.send(activity);
  const bodies = await Promise.all([...answers, again].map((response) => response.text()));
  expect(new Set(bodies).size).toBe(1);
  expect(bodies[0]).toContain('claimed');
  expect(await claims()).toBe(1);
});
