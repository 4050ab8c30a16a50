import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { system } from '#test/app.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import type { FakeMessage } from './fake-teams/fake-state.ts';
import { createPeopleAct, type PeopleAct } from './people-act.ts';
import { buttonFor, cardOf, textOf } from './read-card.ts';
import { aadOf, BOT, CHANNEL, TENANT, type TeamsWorld, teamsWorld } from './teams-world.ts';

let world: TeamsWorld;
let people: PeopleAct;
beforeAll(async () => {
  world = await teamsWorld();
  people = createPeopleAct(world);
});
afterAll(() => world?.close());
beforeEach(() => {
  world.fake.faults.length = 0;
  world.fake.messages.length = 0;
});

const KEY = `teams:conversation:${CHANNEL}`;
const kept = (key = KEY) => world.app.deps.store.settings.setting(key);
const cards = () => world.fake.messages.filter(({ conversation }) => conversation === CHANNEL);
const capture = async () => {
  const agent = newAgent();
  await world.app.app.verbs.captureCalls(system, { calls: [failedCall(agent)] });
  await world.settle();
  return agent;
};
const installation = (action: string) => people.act('ann', { type: 'installationUpdate', action });
const changed = (eventType: string, more: Record<string, unknown> = {}) =>
  people.act('ann', {
    type: 'conversationUpdate',
    channelData: { tenant: { id: TENANT }, eventType, channel: { id: CHANNEL, name: 'Reviews, renamed' } },
    ...more,
  });

test.each([
  ['the app is taken out of the team', () => installation('remove')],
  ['the channel is deleted', () => changed('channelDeleted')],
  [
    'we are no member any more',
    () => people.act('ann', { type: 'conversationUpdate', membersRemoved: [{ id: BOT, name: 'Ratchet' }] }),
  ],
] as const)('when %s its reference is forgotten, and the log says that a route still names it', async (_, leave) => {
  await people.say('ann', 'help');
  expect(await kept()).toMatchObject({ tenantId: TENANT });
  const before = world.app.log.length;
  expect((await leave()).status).toBe(200);
  expect(await kept()).toBeNull();
  expect(world.app.log.slice(before)).toContainEqual({
    event: 'teams.left',
    facts: { channel: CHANNEL, isRouted: true, isPersonal: false },
  });
  expect((await leave()).status, 'told again').toBe(200);
});

test('a new name of the channel changes nothing: cards go on, and clicks too', async () => {
  await people.say('ann', 'help');
  await changed('channelRenamed');
  expect(await kept()).toMatchObject({ tenantId: TENANT });
  const agent = await capture();
  const [card] = cards() as [FakeMessage];
  expect(textOf(cardOf(card))).toContain(agent);
  await people.click('ann', card, buttonFor(cardOf(card), 'claim'));
  await world.settle();
  expect(textOf(cardOf(card))).toContain('@ann');
});

test('somebody else who leaves takes nothing with them', async () => {
  await people.say('ann', 'help');
  await people.act('ann', { type: 'conversationUpdate', membersRemoved: [{ id: `29:${aadOf('bob')}` }] });
  expect(await kept()).toMatchObject({ tenantId: TENANT });
});

test.each([
  ['added again', () => installation('add')],
  ['restored', () => changed('channelRestored')],
] as const)('cards that could not be posted are there as soon as it is %s, each once', async (_, back) => {
  await installation('remove');
  world.fake.faults.push(
    { status: 403, code: 'BotNotInConversationRoster' },
    { status: 403, code: 'BotNotInConversationRoster' },
  );
  const missed = [await capture(), await capture()];
  expect(cards()).toHaveLength(0);
  for (const _again of [1, 2]) await back();
  await world.settle();
  await world.rest();
  expect(cards().map((card) => missed.find((agent) => textOf(cardOf(card)).includes(agent)))).toEqual(missed);
  expect(await world.app.deps.store.deliveries.parked(5)).toEqual([]);
});

test('a 1:1 chat whose app was removed is opened anew', async () => {
  const chat = `a:${aadOf('ann')}`;
  const person = `teams:person:${TENANT}:${aadOf('ann')}`;
  await people.say('ann', 'help', chat);
  expect(await kept(person)).toEqual({ conversation: chat });
  await people.act('ann', { type: 'installationUpdate', action: 'remove' }, chat);
  expect(await kept(person)).toBeNull();
  await people.say('ann', 'queue');
  await world.rest();
  expect(await kept(person)).toEqual({ conversation: chat });
});

test('a click that calls a channel’s card private does not make it one', async () => {
  await capture();
  const [card] = cards() as [FakeMessage];
  const button = buttonFor(cardOf(card), 'claim');
  const data = { ratchet: { ...button.data.ratchet, p: 1 } };
  await people.click('ann', card, { ...button, data } as never);
  await world.settle();
  await world.rest();
  expect(textOf(cardOf(card))).toContain('@ann');
  expect(() => buttonFor(cardOf(card), 'promote')).not.toThrow();
});
