import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ann, system } from '#test/app.ts';
import type { SurfaceDriver } from '#test/contract/surface-driver.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import { addTeam, type FakeMessage, type FakeView, type Json } from './fake-slack/fake-state.ts';
import { linkOf } from './fake-slack/people-act.ts';
import { readBlocks } from './fake-slack/read-blocks.ts';
import { CHANNEL } from './fake-slack/start-fake-slack.ts';
import { submission } from './fake-slack/submit-view.ts';
import { driverOf } from './slack-driver.ts';
import { type SlackProcess, startSlackProcess } from './slack-process.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

const ANN = { team: 'T1', user: 'UANN' };

let world: SlackWorld;
let driver: SurfaceDriver;
const processes: SlackProcess[] = [];
beforeAll(async () => {
  world = await slackWorld();
  driver = driverOf(world);
});
afterEach(async () => {
  for (const one of processes.splice(0)) await one.close();
  world.fake.state.stacks.clear();
});
afterAll(() => world?.close());

async function another(...options: Parameters<typeof startSlackProcess> extends [unknown, ...infer Rest] ? Rest : []) {
  const one = await startSlackProcess(world, ...options);
  processes.push(one);
  return one;
}

async function card(): Promise<{ message: FakeMessage; reviewId: string }> {
  const { state } = world.fake;
  const seen = state.messages.length;
  await world.app.app.verbs.captureCalls(system, { calls: [failedCall(newAgent())] });
  await world.settle();
  const message = state.messages.slice(seen).find(({ threadTs }) => threadTs === undefined) as FakeMessage;
  const row = await world.app.deps.store.deliveries.byPlatformId('slack', CHANNEL, message.ts);
  return { message, reviewId: row?.subject.slice('review:'.length) ?? '' };
}

async function times(reviewId: string, event: string): Promise<number> {
  const rows = await world.app.deps.store.audit(`review:${reviewId}`, 100);
  return rows.filter((row) => row.event === event).length;
}

const calls = (method: string) => world.fake.state.calls.filter((call) => call.method === method && !call.error);
const lastPrivate = () => driver.privateFor(ann).at(-1);

function eyes({ channel, ts, user }: FakeMessage, type = 'reaction_added', eventTs = world.fake.state.nextTs()): Json {
  const item = { type: 'message', channel, ts };
  return { type, user: ANN.user, reaction: 'eyes', item, item_user: user, event_ts: eventTs };
}

test('an event and a click that reach two processes have one effect', async () => {
  const other = await another();
  const [{ message, reviewId }, clicked] = [await card(), await card()];
  const event = eyes(message);
  const answers = await Promise.all([
    world.inbound.event('T1', event, { eventId: 'EvTwice' }),
    other.inbound.event('T1', event, { eventId: 'EvTwice' }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const click = {
    type: 'block_actions',
    trigger_id: 'trigger-of-both',
    team: { id: 'T1' },
    user: { id: ANN.user, name: 'ann', team_id: 'T1' },
    channel: { id: CHANNEL },
    container: { type: 'message', message_ts: clicked.message.ts, channel_id: CHANNEL },
    actions: [{ type: 'button', action_id: 'claim', block_id: 'b', value: `review:${clicked.reviewId}` }],
  };
  await Promise.all([world.inbound.interaction(click), other.inbound.interaction(click)]);
  await Promise.all([world.quiet(), other.idle()]);
  expect(await times(reviewId, 'review.claimed')).toBe(1);
  expect(await times(clicked.reviewId, 'review.claimed')).toBe(1);
});

test('a reaction whose effect failed is not acknowledged, and counts when Slack sends it again', async () => {
  const { store } = world.app.deps;
  let isDown = true;
  const byPlatformId: typeof store.deliveries.byPlatformId = async (...where) => {
    if (isDown) throw new Error('The database is away.');
    return store.deliveries.byPlatformId(...where);
  };
  const process = await another({ store: { ...store, deliveries: { ...store.deliveries, byPlatformId } } });
  const { message, reviewId } = await card();
  const event = eyes(message);
  expect((await process.inbound.event('T1', event, { eventId: 'EvAgain' })).status).toBe(503);
  isDown = false;
  // At once, so with the same signature.
  expect((await process.inbound.event('T1', event, { eventId: 'EvAgain', retry: 1 })).status).toBe(200);
  expect(await times(reviewId, 'review.claimed')).toBe(1);
});

test('a reaction that was taken back does not come again because its event was late', async () => {
  const { message, reviewId } = await card();
  const [first, second, third] = [1, 2, 3].map(() => world.fake.state.nextTs());
  await world.inbound.event('T1', eyes(message, 'reaction_added', first));
  await world.inbound.event('T1', eyes(message, 'reaction_removed', third));
  await world.inbound.event('T1', eyes(message, 'reaction_added', second));
  expect([await times(reviewId, 'review.claimed'), await times(reviewId, 'review.unclaimed')]).toEqual([1, 1]);
});

test('a form that takes longer than Slack waits says so, and then how it went', async () => {
  const { app } = world.app;
  let go = () => undefined as unknown;
  const slow = new Promise<void>((resolve) => {
    go = resolve;
  });
  const submit: typeof app.interactions.submit = async (submission) => {
    await slow;
    return app.interactions.submit(submission);
  };
  const process = await another({ app: { ...app, interactions: { ...app.interactions, submit } } });
  const { message, reviewId } = await card();
  await process.people.click(ANN, message, { control: 'tag' });
  await process.idle();
  const { status, tookMs, body } = await process.people.submit(ANN, { failureModes: ['wrong-refund'] });
  expect(status).toBe(200);
  expect(tookMs).toBeLessThan(3_000);
  expect(JSON.stringify(body)).toContain('Working');
  expect(await times(reviewId, 'review.confirmed')).toBe(0);
  go();
  await process.idle();
  expect(await times(reviewId, 'review.confirmed')).toBe(1);
  const view = world.fake.state.stacks.get('T1:UANN')?.at(-1);
  expect(readBlocks(world.fake.state, view?.view['blocks'] ?? []).text).toContain(`${reviewId} is confirmed`);
});

test('by its web socket Slack is heard as by its requests', async () => {
  const process = await another({ bySocket: true });
  const { message, reviewId } = await card();
  await process.people.react(ANN, message, 'eyes');
  await process.people.click(ANN, message, { control: 'tag' });
  await process.idle();
  expect(await times(reviewId, 'review.claimed')).toBe(1);
  const { problems } = await process.people.submit(ANN, { failureModes: ['wrong-refund'] });
  await process.idle();
  expect(problems).toEqual({});
  expect(await times(reviewId, 'review.confirmed')).toBe(1);
});

test('people of a workspace that no route names are told so, and nothing is done for them', async () => {
  const { state } = world.fake;
  if (!state.teams.some(({ id }) => id === 'T2')) addTeam(state, 'T2');
  state.users.push({ id: 'UFAY', team: 'T2', name: 'fay' });
  state.channels.find(({ id }) => id === CHANNEL)?.members.add('UFAY');
  const { message, reviewId } = await card();
  const fay = { team: 'T1', user: 'UFAY' };
  const before = state.messages.length;
  await world.people.click(fay, message, { control: 'claim' });
  await world.people.click(fay, message, { control: 'tag' });
  await world.quiet();
  const told = state.ephemerals.filter((shown) => shown.for === 'UFAY');
  expect(told).toHaveLength(2);
  expect(readBlocks(state, told[0]?.blocks ?? []).text).toMatch(/not connected.*routes/s);
  expect(await times(reviewId, 'review.claimed')).toBe(0);
  expect(state.stacks.get('T1:UFAY') ?? []).toEqual([]);
  expect(state.messages).toHaveLength(before);
});

test("where nobody can say whose people react, only those who are listed count; the bot's own reactions never do", async () => {
  const { message, reviewId } = await card();
  const { state } = world.fake;
  const shared = { ...eyes(message), user: 'UNOBODY' };
  const payload = (event: Json, eventId: string) => ({
    type: 'event_callback',
    team_id: 'T1',
    context_team_id: 'T1',
    event_id: eventId,
    is_ext_shared_channel: true,
    event,
  });
  const send = (event: Json, id: string) => world.inbound.raw(JSON.stringify(payload(event, id)), 'application/json');
  await send(shared, 'EvShared1');
  await send({ ...shared, user: state.teams[0]?.botUserId }, 'EvShared2');
  await send({ ...shared, reaction: 'no_such_emoji' }, 'EvShared3');
  expect(await times(reviewId, 'review.claimed')).toBe(0);
  await send({ ...eyes(message) }, 'EvShared4');
  expect(await times(reviewId, 'review.claimed')).toBe(1);
});

test('/promote takes the link of a card; of another message it says what to write instead', async () => {
  const { message } = await card();
  const link = linkOf(world.fake, message);
  await driver.command(`/promote ${link}`, ann);
  expect(world.fake.state.stacks.get('T1:UANN')?.at(-1)?.view['private_metadata']).toContain('"form":"promote"');
  await driver.command('/promote https://t1.slack.com/archives/C0REVIEW/p1700000000000100', ann);
  const view = world.fake.state.stacks.get('T1:UANN')?.at(-1);
  expect(readBlocks(world.fake.state, view?.view['blocks'] ?? []).text).toContain('review id');
});

test('a private answer reaches somebody whom the channel does not', async () => {
  const { message } = await card();
  const { state } = world.fake;
  const before = calls('chat.postEphemeral').length;
  const channel = state.channels.find(({ id }) => id === CHANNEL);
  channel?.members.delete('UANN');
  await world.people.click(ANN, message, { control: 'full_call' });
  await world.quiet();
  channel?.members.add('UANN');
  expect(calls('chat.postEphemeral')).toHaveLength(before);
  expect(lastPrivate()).toMatch(/works once/);
});

test('a failure mode that is added on top of the tag form is chosen there, what was typed is kept, and nothing stays open afterwards', async () => {
  const { message, reviewId } = await card();
  const eve = { team: 'T1', user: 'UEVE' };
  const { state } = world.fake;
  const stack = () => state.stacks.get('T1:UEVE') ?? [];
  await world.people.click(eve, message, { control: 'tag' });
  await world.quiet();
  const note = `He said "no", twice.\n${'"\n'.repeat(300)}Then it sang.`;
  submission(stack()[0] as FakeView, { note, failureModes: ['wrong-refund'] });
  await world.people.clickInView(eve, stack()[0] as never, { control: 'new_failure_mode' });
  await world.quiet();
  expect(stack().map(({ view }) => JSON.parse(view['private_metadata']).form)).toEqual(['tag', 'failure_mode']);
  const added = await world.people.submit(eve, { title: 'Talks too much', owner: 'eve' });
  expect(added.problems).toEqual({});
  await world.quiet();
  const confirmed = await world.people.submit(eve, {});
  expect(confirmed.problems).toEqual({});
  await world.quiet();
  expect(stack()).toEqual([]);
  const review = await world.app.deps.store.reviews.get(reviewId);
  expect(review?.failureModes.toSorted()).toEqual(['talks-too-much', 'wrong-refund']);
  expect(review?.note).toBe(note);
});

test('when the three seconds of a trigger are over, the person is told to press again', async () => {
  const { message, reviewId } = await card();
  world.fake.faults.inject('views.open', { kind: 'error', error: 'expired_trigger_id' }, 1);
  await world.people.click(ANN, message, { control: 'tag' });
  await world.quiet();
  expect(world.fake.state.stacks.get('T1:UANN') ?? []).toEqual([]);
  expect(lastPrivate()).toMatch(/took too long.*press again/is);
  expect(await times(reviewId, 'review.confirmed')).toBe(0);
});
