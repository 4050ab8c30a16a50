import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postWhere } from '#src/verbs/announce.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { ann, system } from '#test/app.ts';
import type { SurfaceDriver } from '#test/contract/surface-driver.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import { callsAroundFix, registerFix } from './a-fix.ts';
import type { Fault } from './fake-slack/fake-faults.ts';
import { CHANNEL } from './fake-slack/start-fake-slack.ts';
import { driverOf } from './slack-driver.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

const FAULTS: readonly (readonly [string, Fault, number])[] = [
  ['a connection dropped after Slack took it', { kind: 'drop', when: 'after' }, 1],
  ['a connection dropped before', { kind: 'drop', when: 'before' }, 1],
  ['429 of two seconds', { kind: 'limited', seconds: 2 }, 1],
  ['three times 500', { kind: 'status', status: 500 }, 3],
  ['a refusal that passes', { kind: 'error', error: 'internal_error' }, 2],
];
const UPLOADS = ['files.getUploadURLExternal', 'upload', 'files.completeUploadExternal'] as const;

let world: SlackWorld;
let driver: SurfaceDriver;
const agent = newAgent('fixed');
beforeAll(async () => {
  world = await slackWorld();
  driver = driverOf(world);
  await callsAroundFix(world, agent);
});
afterAll(() => world?.close());

async function added(act: () => Promise<unknown>) {
  const before = new Set((await driver.messages(CHANNEL)).map(({ ref }) => ref));
  await act();
  await driver.settle();
  return (await driver.messages(CHANNEL)).filter(({ ref }) => !before.has(ref));
}

/** A message with a picture, as the weekly report posts one. */
function postPicture(chart: string): Promise<void> {
  const card = noticeCard('info', 'A week');
  const drawn = { ...card, blocks: [{ type: 'chart', chart, alt: 'A rate that falls.' } as const] };
  const { deps } = world.app;
  const ctx = { actor: system, now: deps.runtime.now() };
  const post = { event: 'report.posted', subject: chart, facts: {} };
  return deps.store.write(ctx, post, (tx) => postWhere(tx, deps, ctx as never, chart, () => ({ card: drawn })));
}

const flag = () => world.app.app.verbs.captureCalls(system, { calls: [failedCall(newAgent())] });

describe.each(FAULTS)('a delivery meets %s', (_, fault, times) => {
  test('chat.postMessage: the card is there once', async () => {
    const messages = await added(() => {
      world.fake.faults.inject('chat.postMessage', fault, times);
      return flag();
    });
    expect(messages).toHaveLength(1);
    expect(messages[0]?.controls).toEqual(['claim', 'tag', 'promote']);
  });

  test('chat.update: the card shows what the database says', async () => {
    const [card] = await added(flag);
    world.fake.faults.inject('chat.update', fault, times);
    await driver.click(card?.ref ?? '', 'claim', ann);
    await driver.settle();
    const after = (await driver.messages(CHANNEL)).find(({ ref }) => ref === card?.ref);
    expect(after?.text).toContain('@ann');
    expect(after?.controls.slice(0, 2)).toEqual(['tag', 'promote']);
    expect(after?.controls).not.toContain('claim');
  });

  test.each(UPLOADS)('%s: the message is there once, with its picture', async (method) => {
    const chart = await registerFix(world, agent);
    const messages = await added(() => {
      // The address that takes the bytes knows no refusals but its status.
      const met: Fault = method === 'upload' && fault.kind === 'error' ? { kind: 'status', status: 503 } : fault;
      world.fake.faults.inject(method, met, times);
      return postPicture(chart);
    });
    expect(messages).toHaveLength(1);
    const blocks = world.fake.state.messages.find(({ ts }) => ts === messages[0]?.ref)?.blocks ?? [];
    expect(blocks.filter(({ type }) => type === 'image')).toHaveLength(1);
  });

  test('each fault happened', () => {
    expect(world.fake.faults.left()).toBe(0);
  });
});

test('a 429 in one channel holds that channel only for as long as Slack asked', async () => {
  const before = world.waitedMs();
  world.fake.faults.inject('chat.postMessage', { kind: 'limited', seconds: 2 });
  expect(await added(flag)).toHaveLength(1);
  expect(world.waitedMs() - before).toBeGreaterThanOrEqual(2_000);
});

test('what Slack refuses for good is parked with what to do about it, and the next message goes out', async () => {
  world.fake.faults.inject('chat.postMessage', { kind: 'error', error: 'restricted_action' });
  expect(await added(flag)).toEqual([]);
  expect(await added(flag)).toHaveLength(1);
  await driver.command('/ratchet status', ann);
  expect(driver.privateFor(ann).at(-1)).toContain('A setting of the workspace keeps apps from posting');
});
