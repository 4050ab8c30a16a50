import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import { ann, bob, eve, system } from '#test/app.ts';
import type { SurfaceDriver } from '#test/contract/surface-driver.ts';
import { callsAroundFix, MODE, registerFix, WEEK } from '#test/slack/a-fix.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import type { FakeMessage, Part } from './fake-teams/fake-state.ts';
import { createPeopleAct } from './people-act.ts';
import { buttonFor, cardOf, textOf } from './read-card.ts';
import { driverOf } from './teams-driver.ts';
import { aadOf, CHANNEL, type TeamsWorld, teamsWorld } from './teams-world.ts';

// The whole loop through Teams alone, as one story: each test goes on where the one before ended.
let world: TeamsWorld;
let driver: SurfaceDriver;
let ref = '';
let scenarioId = '';
const agent = newAgent('loop');
beforeAll(async () => {
  world = await teamsWorld({ options: { baseUrl: 'https://ratchet.test', chart } });
  driver = driverOf(world);
});
afterAll(() => world.close());

/** Stands for the report's numbers, which the server finds by the name of the picture. */
async function chart() {
  const points = [1, 2, 3].map((n) => ({
    at: `2026-11-0${n}T00:00:00Z`,
    n: 40,
    x: n,
    rate: n / 40,
    low: 0,
    high: 0.2,
  }));
  return { title: 'Cancelled without consent', points, marks: [], alt: 'It fell.' };
}

const verbs = () => world.app.app.verbs;
const card = async () => {
  await driver.settle();
  const found = (await driver.messages(CHANNEL)).filter((message) => message.ref === ref);
  expect(found).toHaveLength(1);
  return found[0];
};
const reviewOf = async () => {
  const row = await world.app.deps.store.deliveries.byPlatformId('teams', CHANNEL, ref);
  return (await verbs().getReview(eve, { reviewId: row?.subject.slice('review:'.length) ?? '' })).review;
};

test('a call comes in, and its card appears', async () => {
  await verbs().captureCalls(system, { calls: [failedCall(agent)] });
  await driver.settle();
  const messages = await driver.messages(CHANNEL);
  expect(messages).toHaveLength(1);
  ref = messages[0]?.ref ?? '';
  expect(messages[0]?.title).toBe('Critical: Cancelled without confirming');
  expect(messages[0]?.notifies).toEqual([]);
});

test('👀 claims it', async () => {
  await driver.react(ref, '👀', ann);
  expect((await card())?.text).toContain('@ann');
});

test('❌ asks the one who reacted, and only them, for the failure mode; the choice confirms', async () => {
  const before = driver.privateFor(bob).length;
  await driver.react(ref, '❌', ann);
  const asked = world.fake.messages.findLast(({ onlyFor }) => onlyFor === aadOf('ann')) as FakeMessage;
  expect(driver.privateFor(bob)).toHaveLength(before);
  const button = buttonFor(cardOf(asked), 'tag_as');
  await createPeopleAct(world).click('ann', asked, button, { 'pick-tag_as': MODE });
  await world.rest();
  expect((await card())?.title).toBe('Confirmed · Cancelled without consent · @ann');
  expect(textOf(cardOf(asked)), 'what is answered asks no more').toContain('confirmed');
  expect(() => buttonFor(cardOf(asked), 'tag_as')).toThrow();
});

test('promote: a wrong field is told beside it, what was written stays, and put right it closes with words', async () => {
  const { form } = await driver.click(ref, 'promote', ann);
  expect(form?.id).toBe('promote');
  if (!form) return;
  const values = { title: 'Asks before it cancels', failureModes: [MODE], checks: ['0'], tier: 'fast' };
  const { form: refused } = await driver.submit(form, { ...values, title: ' ' }, ann);
  expect(Object.keys(refused?.problems ?? {})).toEqual(['title']);
  const { form: left } = await driver.submit(form, values, ann);
  expect(left).toBeUndefined();
  expect(driver.privateFor(ann).at(-1)).toMatch(/SC-\d+ is in the suite/);
});

test('the proof is told in the thread, not in the channel', async () => {
  const review = await reviewOf();
  const { call } = (await world.app.deps.store.calls.whole(review.callId)) ?? { call: { turns: [] } };
  world.app.agents.set(`${agent} v14`, createRecordedAgent({ name: `${agent} v14`, turns: call.turns, lines: 2 }));
  expect((await card())?.title).toMatch(/promoted to SC-\d+/);
  scenarioId = (await reviewOf()).scenarioId ?? '';
  const [proof, ...more] = await driver.thread(ref);
  expect(proof?.text).toContain(`${scenarioId} reproduces on v14 (3 of 3)`);
  expect(more).toEqual([]);
  expect(await driver.messages(CHANNEL)).toHaveLength(1);
});

test('the same failure on the next version is a new post that names its scenario', async () => {
  await verbs().captureCalls(system, { calls: [failedCall(agent, { agent: { name: agent, version: 'v15' } })] });
  await driver.settle();
  const [, again, ...more] = await driver.messages(CHANNEL);
  expect(more).toEqual([]);
  expect(again?.text).toContain(scenarioId);
});

test("the week's digest is one post with a native chart and its picture behind it, details in its thread", async () => {
  await callsAroundFix(world, agent);
  await registerFix(world, agent);
  for (const _ of [1, 2]) await verbs().postWeeklyReport(system, { week: WEEK });
  await driver.settle();
  const digests = (await driver.messages(CHANNEL)).filter(({ title }) => title.startsWith('Week 47 of 2026'));
  expect(digests).toHaveLength(1);
  const message = world.fake.messages.find(({ id }) => id === digests[0]?.ref) as FakeMessage;
  const drawn = (cardOf(message)['body'] as Part[]).find(({ type }) => type === 'Chart.Line');
  expect(drawn).toMatchObject({ fallback: { type: 'Image', url: expect.stringMatching(/^https:.*sign=/) } });
  expect((await driver.thread(digests[0]?.ref ?? ''))[0]?.title).toBe('Details of week 47');
});

test('nothing that was sent was refused', () => {
  expect(world.fake.calls.filter(({ status }) => status >= 300)).toEqual([]);
  expect(world.app.log.filter(({ event }) => /failed|parked/.test(event))).toEqual([]);
});
