import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { system } from '#test/app.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import type { FakeMessage, Part } from './fake-teams/fake-state.ts';
import { createPeopleAct, type PeopleAct } from './people-act.ts';
import { buttonFor, cardOf, textOf } from './read-card.ts';
import { aadOf, CHANNEL, TENANT, type TeamsWorld, teamsWorld } from './teams-world.ts';

let world: TeamsWorld;
let people: PeopleAct;
let card: FakeMessage;
let review: string;
const CHAT = `a:${aadOf('ann')}`;

beforeAll(async () => {
  world = await teamsWorld();
  people = createPeopleAct(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.app.app.verbs.captureCalls(system, { calls: [failedCall(newAgent())] });
  await world.settle();
  card = world.fake.messages.findLast(({ conversation }) => conversation === CHANNEL) as FakeMessage;
  const row = await world.app.deps.store.deliveries.byPlatformId('teams', CHANNEL, card.id);
  review = row?.subject.slice('review:'.length) ?? '';
});

const dialogOf = ({ body }: { body: Part }) =>
  (((body['task'] as Part)['value'] as Part)['card'] as Part)['content'] as Part;
const told = (name: string) =>
  textOf(cardOf(world.fake.messages.findLast(({ onlyFor }) => onlyFor === aadOf(name)) as FakeMessage));

test('the message action on a card opens its promote dialog', async () => {
  const value = { commandId: 'promote', messagePayload: { id: card.id, body: { content: '' } } };
  const answer = await people.act('ann', { type: 'invoke', name: 'composeExtension/fetchTask', value });
  expect(JSON.stringify(dialogOf(answer))).toContain('"form":"promote"');
});

test('the message action on a message of people says what to do', async () => {
  const value = { commandId: 'promote', messagePayload: { id: '17', body: { content: '<div>hello</div>' } } };
  const { body } = await people.act('ann', { type: 'invoke', name: 'composeExtension/fetchTask', value });
  expect(body['task']).toMatchObject({ type: 'message', value: expect.stringContaining('@Ratchet promote') });
});

test.each([
  ['its review id', () => `promote ${review}`],
  [
    'the link of its card',
    () => `promote https://teams.microsoft.com/l/message/${encodeURIComponent(CHANNEL)}/${card.id}?tenantId=${TENANT}`,
  ],
] as const)('promote by %s answers in private with the button that opens the dialog', async (_, text) => {
  await people.say('ann', text());
  await world.rest();
  const last = world.fake.messages.findLast(({ onlyFor }) => onlyFor === aadOf('ann')) as FakeMessage;
  expect(buttonFor(cardOf(last), 'promote').data.ratchet).toMatchObject({ subject: `review:${review}` });
});

test('promote in the thread of a card needs no id', async () => {
  await people.say('ann', 'promote', `${CHANNEL};messageid=${card.id}`);
  await world.rest();
  const last = world.fake.messages.findLast(({ onlyFor }) => onlyFor === aadOf('ann')) as FakeMessage;
  expect(JSON.stringify(cardOf(last))).toContain(review);
});

test('in the 1:1 chat words need no mention, and "queue" is the Home with its buttons', async () => {
  await people.say('ann', 'queue', CHAT);
  await world.rest();
  const home = world.fake.messages.findLast(({ conversation }) => conversation === CHAT) as FakeMessage;
  expect(textOf(cardOf(home))).toMatch(/waiting/i);
  const { body } = await people.click('ann', home, buttonFor(cardOf(home), 'claim'));
  expect(body['type']).toBe('application/vnd.microsoft.card.adaptive');
  expect(textOf(body['value'])).toMatch(/Yours|yours|claimed/);
});

test.each([
  ['a channel', CHANNEL, '@Ratchet queue'],
  ['the 1:1 chat', CHAT, 'queue'],
])('help in %s says the words as they are written there, without slashes', async (_, where, words) => {
  await people.say('ann', 'help', where);
  await world.rest();
  const last = world.fake.messages.findLast(({ onlyFor }) => onlyFor === aadOf('ann')) as FakeMessage;
  expect(textOf(cardOf(last))).toContain(words);
  expect(JSON.stringify(last.activity)).not.toMatch(/\/(ratchet|promote)|slash/);
});

test('a client without Action.Execute sends the click as a message, and is answered in private', async () => {
  const { data } = buttonFor(cardOf(card), 'claim');
  await people.act('ann', { type: 'message', value: data, replyToId: card.id });
  await world.settle();
  await world.rest();
  expect(textOf(cardOf(card))).toContain('@ann');
  expect(told('ann')).toContain('is yours');
});

test('a click that needs a form, from a card that could not open one, brings the button to the person', async () => {
  const data = { ratchet: { press: 'dismiss', subject: `review:${review}`, via: 'channel' } };
  const value = { action: { type: 'Action.Execute', verb: 'press', data } };
  const { body } = await people.act('ann', { type: 'invoke', name: 'adaptiveCard/action', replyToId: card.id, value });
  expect(String(body['value'])).toContain('your chat with Ratchet');
  await world.rest();
  const last = world.fake.messages.findLast(({ onlyFor }) => onlyFor === aadOf('ann')) as FakeMessage;
  const opened = await people.click('ann', last, buttonFor(cardOf(last), 'dismiss'));
  expect(JSON.stringify(dialogOf(opened))).toContain('"form":"dismiss"');
});

test('what somebody claimed can be promoted, dismissed and given back from Home', async () => {
  await people.click('ann', card, buttonFor(cardOf(card), 'claim'));
  await people.say('ann', 'queue', CHAT);
  await world.rest();
  const home = cardOf(world.fake.messages.findLast(({ conversation }) => conversation === CHAT) as FakeMessage);
  for (const control of ['promote', 'dismiss', 'unclaim'])
    expect(buttonFor(home, control).data.ratchet, control).toMatchObject({ via: 'queue' });
});

test('looking at a card again gives it as it stands, to everybody in its channel', async () => {
  await people.click('ann', card, buttonFor(cardOf(card), 'claim'));
  const data = ((cardOf(card)['refresh'] as Part)['action'] as Part)['data'] as Part;
  const value = { action: { type: 'Action.Execute', verb: 'refresh', data }, trigger: 'automatic' };
  const { body } = await people.act('guest', {
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: card.id,
    value,
  });
  expect(textOf(body['value'])).toContain('@ann');
  const elsewhere = await people.act('guest', { type: 'invoke', name: 'adaptiveCard/action', replyToId: '17', value });
  expect(textOf(elsewhere.body['value'])).not.toContain('@ann');
});

test('searching the failure modes answers in the shape that Teams reads', async () => {
  const value = { kind: 'search', queryText: 'refund', queryOptions: { skip: 0, top: 15 }, dataset: 'failureModes' };
  const { body } = await people.act('ann', { type: 'invoke', name: 'application/search', value });
  expect(body).toMatchObject({ type: 'application/vnd.microsoft.search.searchResponse', statusCode: 200 });
  expect(JSON.stringify(body)).toContain('wrong-refund');
});

test.each([
  ['adaptiveCard/action', {}],
  ['adaptiveCard/action', { action: { data: { ratchet: { press: 'nothing', subject: 'x' } } } }],
  ['task/fetch', { data: { ratchet: 7 } }],
  ['task/submit', {}],
  ['task/submit', { data: { ratchet: { form: 'evil', subject: 'review:R-1' } } }],
  ['composeExtension/fetchTask', null],
  ['application/search', { dataset: 'passwords' }],
])('%s with rubbish is answered, and nothing breaks', async (name, value) => {
  const { status, body } = await people.act('ann', { type: 'invoke', name, value });
  expect(status).toBe(200);
  expect(Object.keys(body)).not.toEqual([]);
  expect(world.app.log.filter(({ event }) => event === 'interaction.failed')).toEqual([]);
});

test('an invoke that nobody knows is a 501, an activity that nobody needs a 200', async () => {
  expect((await people.act('ann', { type: 'invoke', name: 'signin/verifyState' })).status).toBe(501);
  expect((await people.act('ann', { type: 'typing' })).status).toBe(200);
});

test('a reaction by code point, by an old name, and one of the company', async () => {
  for (const type of ['custom_emoji-x', 'like', '1f440_eyes']) await people.react('bob', card, type, true);
  await world.settle();
  expect(textOf(cardOf(card))).toContain('@bob');
});

test('without a 1:1 chat a private answer is a targeted message in the channel', async () => {
  world.fake.closedChats.add(aadOf('guest'));
  await people.react('guest', card, '1f440_eyes', true);
  await world.rest();
  const last = world.fake.messages.at(-1) as FakeMessage;
  expect(last).toMatchObject({ conversation: CHANNEL, onlyFor: aadOf('guest') });
  expect(last.activity['recipient']).toMatchObject({ isTargeted: true });
});

test('added to a channel without a route it says what an admin must do, and may do nothing', async () => {
  const conversation = { id: '19:new@thread.tacv2', conversationType: 'channel', tenantId: TENANT };
  await people.act('ann', { type: 'installationUpdate', action: 'add', conversation });
  await world.rest();
  const said = world.fake.messages.filter((message) => message.conversation === conversation.id);
  expect(said).toHaveLength(1);
  expect(textOf(cardOf(said[0] as FakeMessage))).toContain(`channel: '${conversation.id}'`);
});

test('a fake subject in a click reaches no other review than the person may see', async () => {
  const data = { ratchet: { press: 'claim', subject: 'review:R-99999', via: 'channel' } };
  const value = { action: { type: 'Action.Execute', verb: 'press', data } };
  const { body } = await people.act('ann', { type: 'invoke', name: 'adaptiveCard/action', replyToId: card.id, value });
  expect(body).toMatchObject({ type: 'application/vnd.microsoft.activity.message' });
  expect(String(body['value'])).toMatch(/not found/i);
});
