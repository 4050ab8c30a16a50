import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, system } from '#test/app.ts';
import type { SurfaceDriver } from '#test/contract/surface-driver.ts';
import { stubDrafter } from '#test/stub-drafter.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import type { Fault } from './fake-slack/fake-faults.ts';
import { type FakeView, topView } from './fake-slack/fake-state.ts';
import { readBlocks } from './fake-slack/read-blocks.ts';
import { CHANNEL, personId, startFakeSlack } from './fake-slack/start-fake-slack.ts';
import { submission } from './fake-slack/submit-view.ts';
import { driverOf } from './slack-driver.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

const FAULTS: readonly (readonly [string, Fault, number])[] = [
  ['a connection dropped after Slack took it', { kind: 'drop', when: 'after' }, 1],
  ['a connection dropped before', { kind: 'drop', when: 'before' }, 1],
  ['429 of two seconds', { kind: 'limited', seconds: 2 }, 1],
  ['three times 500', { kind: 'status', status: 500 }, 3],
];

/** Each way of answering a person, with somebody of its own who meets the fault. */
const METHODS = [
  ['chat.postEphemeral', 'ann'],
  ['views.open', 'bob'],
  ['views.update', 'cid'],
  ['response_url', 'dan'],
  ['views.publish', 'root'],
  ['views.push', 'eve'],
] as const;

let world: SlackWorld;
let driver: SurfaceDriver;
beforeAll(async () => {
  // No trigger grows old while the machine is busy.
  const start = async (users: readonly string[]) => ({
    fake: await startFakeSlack({ users, now: () => 0 }),
    team: 'T1',
    channel: CHANNEL,
  });
  world = await slackWorld({ start });
  driver = driverOf(world);
});
afterAll(() => world?.close());

/** What this person has in front of them alone: private messages, modals, Homes. */
const seenBy = (name: string) => {
  const { state } = world.fake;
  const key = `T1:${personId(name)}`;
  return {
    privates: driver.privateFor(person(name)).length,
    modals: (state.stacks.get(key) ?? []).map(({ view }) => JSON.parse(view['private_metadata'] || '{}').form),
    home: readBlocks(state, state.homes.get(key)?.view['blocks'] ?? []).text,
  };
};

async function newCard(): Promise<string> {
  const before = new Set((await driver.messages(CHANNEL)).map(({ ref }) => ref));
  await world.app.app.verbs.captureCalls(system, { calls: [failedCall(newAgent())] });
  await driver.settle();
  return (await driver.messages(CHANNEL)).find(({ ref }) => !before.has(ref))?.ref ?? '';
}

const who = (name: string) => ({ team: 'T1', user: personId(name) });
const ACTS: Record<(typeof METHODS)[number][0], (name: string, ref: string) => Promise<unknown>> = {
  'chat.postEphemeral': (name, ref) => driver.react(ref, '❌', person(name)),
  'views.open': (name, ref) => driver.click(ref, 'tag', person(name)),
  'views.update': (name, ref) => driver.click(ref, 'tag', person(name)),
  response_url: (name) => driver.command('/ratchet queue', person(name)),
  'views.publish': (name) => world.people.openHome(who(name)),
  'views.push': async (name, ref) => {
    await driver.click(ref, 'tag', person(name));
    const below = topView(world.fake.state, 'T1', personId(name)) as FakeView;
    await world.people.clickInView(who(name), below, { control: 'new_failure_mode' });
  },
};

describe.each(FAULTS)('a person’s answer meets %s', (title, fault, times) => {
  const refs: string[] = [];
  beforeAll(async () => {
    for (const _ of METHODS) refs.push(await newCard());
  });

  test.concurrent.each(METHODS)('%s: it is shown once', async (method, name) => {
    const isLost = title.includes('before') && (method === 'chat.postEphemeral' || method === 'response_url');
    const before = seenBy(name);
    world.fake.state.stacks.delete(`T1:${personId(name)}`);
    world.fake.state.homes.delete(`T1:${personId(name)}`);
    world.fake.faults.inject(method, fault, times, personId(name));
    await ACTS[method](name, refs[METHODS.findIndex(([other]) => other === method)] ?? '');
    await world.quiet();
    const after = seenBy(name);
    const modals = method === 'views.push' ? ['tag', 'failure_mode'] : ['tag'];
    if (method.startsWith('views.') && method !== 'views.publish') expect(after.modals).toEqual(modals);
    if (method === 'views.publish') expect(after.home).not.toBe('');
    // Nobody knows whether Slack showed it: said twice would be worse than asked once more.
    if (!method.startsWith('views.')) expect(after.privates - before.privates).toBe(isLost ? 0 : 1);
  });

  test('each fault happened, and what the database says is unharmed', async () => {
    expect(world.fake.faults.left()).toBe(0);
    await driver.settle();
    const cards = (await driver.messages(CHANNEL)).filter(({ ref }) => refs.includes(ref));
    expect(cards).toHaveLength(METHODS.length);
    for (const { controls } of cards) expect(controls).toEqual(['claim', 'tag', 'promote']);
    const { store } = world.app.deps;
    const row = await store.deliveries.byPlatformId('slack', CHANNEL, refs[0] ?? '');
    const votes = (await store.audit(row?.subject ?? '', 50)).filter(({ event }) => event === 'review.voted');
    expect(votes).toHaveLength(1);
  });
});

test('drafts of a model lie on top of the promote form, with what was typed, and go into the scenario when they are ticked', async () => {
  const ref = await newCard();
  const { store } = world.app.deps;
  const row = await store.deliveries.byPlatformId('slack', CHANNEL, ref);
  const stack = () => world.fake.state.stacks.get(`T1:${personId('ann')}`) ?? [];
  stack().length = 0;
  world.app.deps.drafter = stubDrafter({ kind: 'says', pattern: 'discount', note: 'It names a discount.' });
  await driver.click(ref, 'promote', person('ann'));
  await world.quiet();
  submission(stack()[0] as FakeView, { title: 'Typed by Ann' });
  await world.people.clickInView(who('ann'), stack()[0] as FakeView, { control: 'draft_checks' });
  await world.quiet();
  world.app.deps.drafter = undefined;
  expect(stack().map(({ view }) => JSON.parse(view['private_metadata']).form)).toEqual(['promote', 'promote']);
  expect(readBlocks(world.fake.state, stack()[1]?.view['blocks'] as never).text).toContain(
    'The model drafted one check',
  );
  const sent = await world.people.submit(who('ann'), { drafts: ['0'] });
  expect(sent.problems).toEqual({});
  await world.quiet();
  expect(stack()).toEqual([]);
  const { scenarioId = '' } = (await store.reviews.get(row?.subject.slice('review:'.length) ?? '')) ?? {};
  const scenario = await store.scenarios.get(scenarioId);
  expect(scenario).toMatchObject({ title: 'Typed by Ann' });
  expect(scenario?.content.checks.map(({ note }) => note)).toContain('Drafted: It names a discount.');
});
