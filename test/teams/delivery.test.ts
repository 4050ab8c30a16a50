import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCallBudget } from '#adapters/teams/call-budget.ts';
import { pictureUrl } from '#adapters/teams/pictures.ts';
import { AppError } from '#src/errors.ts';
import { system } from '#test/app.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import type { FakeMessage } from './fake-teams/fake-state.ts';
import { createPeopleAct } from './people-act.ts';
import { buttonFor, cardOf, textOf } from './read-card.ts';
import { aadOf, CHANNEL, TENANT, type TeamsWorld, teamsWorld } from './teams-world.ts';

let world: TeamsWorld;
beforeAll(async () => {
  world = await teamsWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.fake.faults.length = 0;
  world.fake.messages.length = 0;
});

const capture = async () => {
  const calls = [failedCall(newAgent())];
  await world.app.app.verbs.captureCalls(system, { calls });
  await world.settle();
};
const cards = () => world.fake.messages.filter(({ conversation }) => conversation === CHANNEL);

test.each([
  ['412', [{ status: 412 }]],
  ['502, then 504', [{ status: 502 }, { status: 504 }]],
  ['429 with Retry-After', [{ status: 429, retryAfter: '2' }]],
  ['a connection that breaks', [{ drop: true }]],
] as const)('after %s the card is there once', async (_, faults) => {
  world.fake.faults.push(...faults);
  await capture();
  expect(cards()).toHaveLength(1);
});

test('an edit that failed in passing is made again: the card shows what the database says', async () => {
  await capture();
  const [card] = cards() as [FakeMessage];
  world.fake.faults.push({ method: 'PUT', status: 502 }, { method: 'PUT', drop: true, taken: true });
  await createPeopleAct(world).click('ann', card, buttonFor(cardOf(card), 'claim'));
  await world.settle();
  expect(textOf(cardOf(card))).toContain('@ann');
  expect(cards()).toHaveLength(1);
});

test.each([
  [403, 'BotNotInConversationRoster', /not in this team/],
  [403, 'MessageWritesBlocked', /takes no messages from apps/],
  [404, 'ConversationNotFound', /does not know this channel/],
  [413, 'MessageSizeTooBig', /too big/],
] as const)('%i %s parks the message with what to do', async (status, code, words) => {
  world.fake.faults.push({ status, code });
  await capture();
  expect(cards()).toHaveLength(0);
  const parked = await world.app.deps.store.deliveries.parked(50);
  expect(parked.some(({ parkedReason }) => words.test(parkedReason ?? ''))).toBe(true);
});

test('a message that Teams took without our knowing becomes a pointer when somebody clicks on it', async () => {
  world.fake.faults.push({ method: 'POST', drop: true, taken: true });
  await capture();
  const [orphan, real] = cards() as [FakeMessage, FakeMessage];
  expect(cards()).toHaveLength(2);
  await createPeopleAct(world).click('ann', orphan, buttonFor(cardOf(orphan), 'claim'));
  await world.settle();
  await world.rest();
  expect(textOf(cardOf(orphan))).toContain('posted twice');
  expect(JSON.stringify(cardOf(orphan))).toContain(real.id);
  expect(textOf(cardOf(real)), 'the click counted').toContain('@ann');
});

test('a reaction on such a message mends it too', async () => {
  world.fake.faults.push({ method: 'POST', drop: true, taken: true });
  await capture();
  const [orphan, real] = cards() as [FakeMessage, FakeMessage];
  await createPeopleAct(world).react('bob', orphan, '1f440_eyes', true);
  await world.rest();
  expect(textOf(cardOf(orphan))).toContain('posted twice');
  expect(textOf(cardOf(real))).toContain('Critical');
});

test('where Teams moves a tenant to, messages follow', async () => {
  const people = createPeopleAct(world);
  const moved = `${world.fake.url}/teams`;
  const { setting } = world.app.deps.store.settings;
  await people.say('ann', 'help');
  expect(await setting(`teams:conversation:${CHANNEL}`)).toMatchObject({ serviceUrl: `${moved}/`, tenantId: TENANT });
  await capture();
  expect(cards()).toHaveLength(1);
});

test('a direct message opens the 1:1 chat once', async () => {
  const { deps } = world.app;
  const row = {
    surface: 'teams',
    channel: `${TENANT}/${aadOf('eve')}`,
    kind: 'post',
    createdAt: deps.runtime.now(),
  } as const;
  const card = {
    tone: 'info',
    title: 'Still yours',
    blocks: [],
    controls: [],
    overflow: [],
    fallback: 'Still yours',
  } as const;
  for (const n of [1, 2]) {
    const event = { event: 'message.wanted', subject: 'x' };
    const wanted = await deps.store.write({ actor: system, now: deps.runtime.now() }, event, async (tx) => {
      const message = await tx.deliveries.want({ ...row, id: deps.runtime.id(), subject: `direct:${n}`, card });
      await tx.enqueue({ name: 'deliver', data: { messageId: message.id }, key: message.id });
      return message;
    });
    await world.settle();
    expect((await deps.store.deliveries.message(wanted.id))?.state).toBe('sent');
  }
  await world.rest();
  const direct = world.fake.messages.filter(({ onlyFor }) => onlyFor === aadOf('eve'));
  expect(direct.map(({ conversation }) => conversation)).toEqual([`a:${aadOf('eve')}`, `a:${aadOf('eve')}`]);
});

test('a burst of flagged calls arrives whole and in order, and Teams has to refuse nothing', async () => {
  const { fake, app } = world;
  fake.limits = true;
  fake.now = () => app.clock.now.getTime();
  fake.calls.length = 0;
  const agents = Array.from({ length: 40 }, () => newAgent('burst'));
  await app.app.verbs.captureCalls(system, { calls: agents.map((agent) => failedCall(agent)) });
  await world.settle();
  fake.limits = false;
  const shown = cards().map((card) => textOf(cardOf(card)));
  expect(shown.map((text) => agents.find((agent) => text.includes(agent))).filter(Boolean)).toEqual(agents);
  expect(fake.calls.filter(({ status }) => status >= 300)).toEqual([]);
});

test('what Teams would refuse for its number is held before it is sent', () => {
  const spend = createCallBudget();
  const start = new Date('2026-11-18T12:00:00Z').getTime();
  let at = start;
  let sent = 0;
  let held = 0;
  while (at < start + 3_600_000) {
    try {
      spend(CHANNEL, new Date(at));
      sent += 1;
      at += 100;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'limit') throw error;
      held += 1;
      at += error.retryAfterMs ?? Number.NaN;
    }
  }
  expect(sent).toBeLessThanOrEqual(1_800);
  expect(sent).toBeGreaterThan(1_500);
  expect(held).toBeGreaterThan(0);
  expect(() => spend('another', new Date(at))).not.toThrow();
});

test('a picture has an address that nobody can guess, and none where Teams cannot reach it', () => {
  const { runtime } = world.app.deps;
  const more = { runtime, picture: async () => undefined, secret: 's' };
  expect(pictureUrl({ ...more, baseUrl: 'http://ratchet.test' }, 'report/x')).toBeUndefined();
  expect(pictureUrl({ ...more, baseUrl: 'https://localhost:3000' }, 'report/x')).toBeUndefined();
  const url = new URL(pictureUrl({ ...more, baseUrl: 'https://ratchet.test' }, 'report/x') ?? '');
  expect(url.searchParams.get('sign')).toHaveLength(43);
});

test('pictures are given for a signed address only, and not for ever', async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const other = await teamsWorld({ options: { baseUrl: 'https://ratchet.test', picture: async () => bytes } });
  const { deps, clock } = other.app;
  const signed = pictureUrl({ ...deps, baseUrl: 'https://ratchet.test', picture: async () => bytes }, 'report/x') ?? '';
  const at = (url: string) => fetch(url.replace('https://ratchet.test', other.endpoint.replace('/teams/messages', '')));
  const given = await at(signed);
  expect([given.status, given.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect((await at(signed.replace('report%2Fx', 'report%2Fy'))).status).toBe(404);
  clock.now = new Date(clock.now.getTime() + 40 * 86_400_000);
  expect((await at(signed)).status).toBe(404);
  await other.close();
});

test('a client secret that has run out is said in words', async () => {
  const settings = {
    appId: '99999999-2222-4333-8444-555555555555',
    appPassword: 'run-out',
    tenantId: TENANT,
    managedIdentity: false,
    unauthenticatedLoopback: false,
  };
  const other = await teamsWorld({ options: { settings } });
  await other.app.app.verbs.captureCalls(system, { calls: [failedCall(newAgent())] });
  await other.settle();
  const parked = await other.app.deps.store.deliveries.parked(5);
  expect(parked.map(({ parkedReason }) => parkedReason).join()).toMatch(/secret of the Teams app has run out/);
  await other.close();
});

test('without an app id unsigned requests are taken from this machine only, and only where that was asked for', async () => {
  const settings = { managedIdentity: false, unauthenticatedLoopback: true };
  const open = await teamsWorld({ options: { settings } });
  const activity = { type: 'typing', from: { id: 'x' }, conversation: { id: CHANNEL } };
  expect((await open.send(activity, {})).status).toBe(200);
  expect((await open.send(activity, { 'x-forwarded-for': '10.0.0.1' })).status).toBe(401);
  expect((await open.send(activity, { origin: 'https://evil.example' })).status).toBe(401);
  expect((await open.send({ ...activity, serviceUrl: 'https://evil.example' }, {})).status).toBe(401);
  await open.close();
  const shut = await teamsWorld({ options: { settings: { ...settings, unauthenticatedLoopback: false } } });
  expect((await shut.send(activity, {})).status).toBe(401);
  await shut.close();
});
