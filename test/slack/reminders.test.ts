import { afterAll, beforeAll, expect, test } from 'vitest';
import { ann, system, TEST_START } from '#test/app.ts';
import type { SurfaceDriver } from '#test/contract/surface-driver.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import { readMessage } from './fake-slack/read-blocks.ts';
import { CHANNEL } from './fake-slack/start-fake-slack.ts';
import { driverOf } from './slack-driver.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

const HOUR_MS = 3_600_000;

let world: SlackWorld;
let driver: SurfaceDriver;
beforeAll(async () => {
  world = await slackWorld();
  driver = driverOf(world);
});
afterAll(() => world?.close());

/** What stands in the direct messages of the app and a person. */
const told = () => {
  const { state } = world.fake;
  return state.messages.filter(({ channel }) => channel !== CHANNEL).map((message) => readMessage(state, message));
};

async function at(hours: number): Promise<void> {
  world.app.clock.now = new Date(TEST_START.getTime() + hours * HOUR_MS);
  await world.app.app.verbs.remindClaims(system, {});
  await world.app.app.verbs.postLateLine(system, {});
  await driver.settle();
}

test('a claim that ends is told of once, privately, though Slack breaks off; then it is released', async () => {
  await world.app.app.verbs.captureCalls(system, { calls: [failedCall(newAgent())] });
  await driver.settle();
  const [card] = await driver.messages(CHANNEL);
  await driver.click(card?.ref ?? '', 'claim', ann);
  await driver.settle();
  world.fake.faults.inject('conversations.open', { kind: 'drop', when: 'after' });
  world.fake.faults.inject('chat.postMessage', { kind: 'drop', when: 'after' });
  await at(64.5);
  expect(told().map(({ text }) => text)).toEqual([expect.stringMatching(/Your claim on R-\d+ ends in/)]);
  expect(world.fake.faults.left()).toBe(0);
  await at(73);
  expect(told().map(({ text }) => text)).toEqual([expect.stringMatching(/back in the queue/)]);
  const after = (await driver.messages(CHANNEL)).find(({ ref }) => ref === card?.ref);
  expect(after?.text).toContain('nobody yet');
});

test('what waits longer than agreed is one line a day in the channel, and wakes nobody', async () => {
  const lines = async () => (await driver.messages(CHANNEL)).filter(({ controls }) => controls.length === 0);
  const before = await lines();
  for (const hours of [94, 95, 96]) await at(hours);
  const added = (await lines()).filter(({ ref }) => before.every((line) => line.ref !== ref));
  expect(added).toHaveLength(1);
  expect(added[0]?.notifies).toEqual([]);
});
