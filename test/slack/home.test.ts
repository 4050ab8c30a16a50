import { afterAll, beforeAll, expect, test } from 'vitest';
import { ann, system } from '#test/app.ts';
import type { SurfaceDriver } from '#test/contract/surface-driver.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import { type FakeView, type Json, topView } from './fake-slack/fake-state.ts';
import { readBlocks } from './fake-slack/read-blocks.ts';
import { CHANNEL } from './fake-slack/start-fake-slack.ts';
import { driverOf } from './slack-driver.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

const ANN = { team: 'T1', user: 'UANN' };

let world: SlackWorld;
let driver: SurfaceDriver;
beforeAll(async () => {
  world = await slackWorld();
  driver = driverOf(world);
});
afterAll(() => world?.close());

const shown = () => world.fake.state.homes.get('T1:UANN') as FakeView;

async function press(control: string): Promise<void> {
  await world.people.clickInView(ANN, shown(), { control });
  await world.quiet();
}

async function failed(): Promise<string> {
  const [captured] = await world.app.app.verbs.captureCalls(system, { calls: [failedCall(newAgent())] });
  await world.settle();
  const callId = captured && 'callId' in captured ? captured.callId : '';
  return (await world.app.deps.store.reviews.ofCall(callId))?.id ?? '';
}

const review = (id: string) => world.app.deps.store.reviews.get(id);

test('from Home a review is claimed, and found to be no failure, with the way it was come to', async () => {
  const id = await failed();
  expect(await driver.home?.(ann)).toContain(id);
  await press('claim');
  expect(await review(id)).toMatchObject({ state: 'claimed', ownerId: 'slack:T1:UANN' });
  await press('dismiss');
  expect(topView(world.fake.state, 'T1', 'UANN')?.view['title'].text).toBe('Not a failure');
  const { problems } = await world.people.submit(ANN, { reason: 'test_call', note: 'Only a try.' });
  expect(problems).toEqual({});
  await world.quiet();
  expect(await review(id)).toMatchObject({ state: 'dismissed', verdictVia: 'queue', note: 'Only a try.' });
  expect(JSON.stringify(shown().view), 'Home is drawn anew').not.toContain(id);
});

test('what is given back on Home waits for somebody again', async () => {
  const id = await failed();
  await driver.home?.(ann);
  await press('claim');
  await press('unclaim');
  expect(await review(id)).toMatchObject({ state: 'open' });
  expect(JSON.stringify(shown().view)).toContain(id);
});

test('somebody with many claims still sees what waits', async () => {
  const claimed: string[] = [];
  for (let i = 0; i < 24; i += 1) claimed.push(await failed());
  for (const id of claimed) {
    const press = { control: 'claim', subject: `review:${id}`, via: 'channel' } as const;
    await world.app.app.interactions.press({ actor: { ...ann, id: 'slack:T1:UANN', surface: 'slack' }, ...press });
  }
  const waiting = await failed();
  const text = await driver.home?.(ann);
  expect(text).toContain(waiting);
  expect(text).toMatch(/and 4 more/);
  expect(shown().view['blocks'].length).toBeLessThanOrEqual(100);
});

test('settings are kept from Home: quiet hours, and for an admin where the digest goes', async () => {
  const root = { team: 'T1', user: 'UROOT' };
  const top = () => topView(world.fake.state, 'T1', 'UROOT') as FakeView;
  const open = async () => {
    await world.people.openHome(root);
    await world.quiet();
    const home = world.fake.state.homes.get('T1:UROOT') as FakeView;
    await world.people.clickInView(root, home, { control: 'settings' });
    await world.quiet();
    return readBlocks(world.fake.state, top().view['blocks']).text;
  };
  expect(await open()).toMatch(/Quiet from.*Weekly digest goes to/s);
  const typed = { reminders: 'no', quietFrom: '22:00', quietTo: '07:00', digest: `slack:${CHANNEL}` };
  expect((await world.people.submit(root, typed)).problems).toEqual({});
  await world.quiet();
  await open();
  const chosen = (top().view['blocks'] as Json[]).flatMap(({ element }) => element?.initial_option?.value ?? []);
  expect(chosen).toEqual(['no', '22:00', '07:00', `slack:${CHANNEL}`]);
});
