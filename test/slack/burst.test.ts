import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ann, system } from '#test/app.ts';
import type { SurfaceDriver } from '#test/contract/surface-driver.ts';
import { failedCall } from '#test/verbs/failed-call.ts';
import { CHANNEL } from './fake-slack/start-fake-slack.ts';
import { driverOf } from './slack-driver.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

const CALLS = 200;
const PATTERNS = 25;

// Two hundred calls are scored and some fifty messages sent, beside other suites.
vi.setConfig({ testTimeout: 90_000 });

let world: SlackWorld;
let driver: SurfaceDriver;
beforeAll(async () => {
  world = await slackWorld();
  // The clock of Slack's counting is the one that deliveries wait by.
  world.fake.state.now = () => world.app.clock.now.getTime();
  world.fake.pace.on = true;
  driver = driverOf(world);
});
afterAll(() => world?.close());

test('200 flagged calls within a minute arrive as grouped cards, in order, none lost, the backlog told once', async () => {
  const order: string[] = [];
  for (let sent = 0; sent < CALLS; sent += PATTERNS) {
    const agents = Array.from({ length: PATTERNS }, (_, i) => `burst-${i}`);
    const calls = agents.map((agent) => failedCall(agent));
    await world.app.app.verbs.captureCalls(system, { calls });
    if (sent === 0) order.push(...agents);
  }
  await driver.settle();
  const messages = await driver.messages(CHANNEL);
  const agents = messages.flatMap(({ text }) => /burst-\d+/.exec(text)?.[0] ?? []);
  expect(agents).toEqual(order);
  const notices = messages.filter(({ text }) => !/burst-\d+/.test(text));
  expect(notices.map(({ text }) => text)).toEqual([
    expect.stringMatching(/more flagged calls are on the way|Caught up/),
  ]);
  for (const { text } of messages) if (/burst-/.test(text)) expect(text).toContain('x8');
  // The pace was kept, so that Slack never had to say no.
  expect(world.fake.state.calls.filter(({ error }) => error === 'ratelimited')).toHaveLength(0);
  const edits = world.fake.state.messages.reduce((sum, { edits }) => sum + edits, 0);
  expect(edits, 'many changes of a card are one edit').toBeLessThan(2 * PATTERNS);
});

test('a click in a burst is shown before the cards that wait', async () => {
  const card = (await driver.messages(CHANNEL)).find(({ controls }) => controls.includes('claim'));
  const calls = Array.from({ length: 20 }, (_, i) => failedCall(`later-${i}`));
  await world.app.app.verbs.captureCalls(system, { calls });
  await driver.click(card?.ref ?? '', 'claim', ann);
  const from = world.fake.state.calls.length;
  await driver.settle();
  const sent = world.fake.state.calls.slice(from).filter(({ method }) => /^chat\.(post|upd)/.test(method));
  const edit = sent.findIndex(({ method, args }) => method === 'chat.update' && args['ts'] === card?.ref);
  expect(edit).toBeGreaterThanOrEqual(0);
  expect(edit).toBeLessThanOrEqual(2);
});
