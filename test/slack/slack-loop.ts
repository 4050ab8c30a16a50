import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import { ann, bob, eve, system } from '#test/app.ts';
import type { SurfaceDriver } from '#test/contract/surface-driver.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import { callsAroundFix, MODE, registerFix, WEEK } from './a-fix.ts';
import { topView } from './fake-slack/fake-state.ts';
import { controlsIn } from './fake-slack/read-blocks.ts';
import { driverOf } from './slack-driver.ts';
import type { SlackWorld } from './slack-world.ts';

/** What the tests of the story hand on. */
type Story = { world: SlackWorld; driver: SurfaceDriver; agent: string; ref: string; scenarioId: string };

/** The whole loop through Slack alone, as one story: each test goes on where the one before ended. */
export function loopThroughSlack(title: string, open: () => Promise<SlackWorld>): void {
  describe(title, () => {
    const story = { agent: newAgent('loop'), ref: '', scenarioId: '' } as Story;
    beforeAll(async () => {
      story.world = await open();
      story.driver = driverOf(story.world);
    });
    afterAll(() => story.world?.close());
    triage(story);
    promote(story);
    report(story);
  });
}

function triage(story: Story): void {
  test('a call comes in, and its card appears', async () => {
    await verbsOf(story).captureCalls(system, { calls: [failedCall(story.agent)] });
    await story.driver.settle();
    const messages = await story.driver.messages(story.driver.channel);
    expect(messages).toHaveLength(1);
    story.ref = messages[0]?.ref ?? '';
    expect(messages[0]?.title).toBe('Critical: Cancelled without confirming');
    expect(messages[0]?.text).toContain('I pay too much for my newspaper.');
    expect(messages[0]?.controls).toEqual(['claim', 'tag', 'promote']);
    expect(messages[0]?.notifies).toEqual([]);
  });

  test('👀 claims it', async () => {
    await story.driver.react(story.ref, '👀', ann);
    expect((await cardOf(story))?.text).toContain('@ann');
  });

  test('❌ asks the one who reacted, and only them, for the failure mode; the choice confirms', async () => {
    const before = story.driver.privateFor(bob).length;
    await story.driver.react(story.ref, '❌', ann);
    const asked = story.world.fake.state.ephemerals.at(-1);
    expect(asked).toMatchObject({ for: personOf(story, 'ann').user });
    expect(story.driver.privateFor(bob)).toHaveLength(before);
    if (!asked) return;
    expect(controlsIn(asked.blocks).map(({ value }) => value)).toContain(MODE);
    await story.world.people.click(personOf(story, 'ann'), asked, { control: 'tag_as', value: MODE });
    expect((await cardOf(story))?.title).toBe('Confirmed · Cancelled without consent · @ann');
  });
}

function promote(story: Story): void {
  test('the card’s menu or a command opens the form that promotes; a wrong check is told beside its field', async () => {
    const row = await story.world.app.deps.store.deliveries.byPlatformId('slack', story.driver.channel, story.ref);
    const { form } = await story.driver.command(`/promote ${row?.subject.slice('review:'.length)}`, ann);
    expect(form?.id).toBe('promote');
    if (!form) return;
    const values = { title: 'Asks before it cancels', failureModes: [MODE], checks: ['0'], tier: 'fast' };
    const { form: refused } = await story.driver.submit(form, { ...values, title: ' ' }, ann);
    expect(Object.keys(refused?.problems ?? {})).toEqual(['title']);
    const { form: left } = await story.driver.submit(form, values, ann);
    expect(left).toBeUndefined();
    expect(topView(story.world.fake.state, personOf(story, 'ann').team, personOf(story, 'ann').user)).toBeUndefined();
  });

  test('the proof is told in the thread, not in the channel', async () => {
    const review = await reviewOf(story);
    const { call } = (await story.world.app.deps.store.calls.whole(review.callId)) ?? { call: { turns: [] } };
    const target = createRecordedAgent({ name: `${story.agent} v14`, turns: call.turns, lines: 2 });
    story.world.app.agents.set(`${story.agent} v14`, target);
    expect((await cardOf(story))?.title).toMatch(/promoted to SC-\d+/);
    story.scenarioId = (await reviewOf(story)).scenarioId ?? '';
    const [proof, ...more] = await story.driver.thread(story.ref);
    expect(proof?.text).toContain(`${story.scenarioId} reproduces on v14 (3 of 3)`);
    expect(proof?.notifies).toEqual([]);
    expect(more).toEqual([]);
    expect(await story.driver.messages(story.driver.channel)).toHaveLength(1);
  });
}

function report(story: Story): void {
  test('the same failure on the next version is a new post that names its scenario and links the old card', async () => {
    await verbsOf(story).captureCalls(system, {
      calls: [failedCall(story.agent, { agent: { name: story.agent, version: 'v15' } })],
    });
    await story.driver.settle();
    const [, again, ...more] = await story.driver.messages(story.driver.channel);
    expect(more).toEqual([]);
    expect(again?.text).toContain(story.scenarioId);
    const { state } = story.world.fake;
    const posted = state.messages.find(({ ts }) => ts === again?.ref);
    expect(JSON.stringify(posted?.blocks)).toContain(`/p${story.ref.replace('.', '')}`);
  });

  test('the week’s digest is one post with its picture, details in its thread', async () => {
    await callsAroundFix(story.world, story.agent);
    await registerFix(story.world, story.agent);
    const before = (await story.driver.messages(story.driver.channel)).map((message) => message.ref);
    for (const _ of [1, 2]) await verbsOf(story).postWeeklyReport(system, { week: WEEK });
    await story.driver.settle();
    const added = (await story.driver.messages(story.driver.channel)).filter(
      (message) => !before.includes(message.ref),
    );
    const digests = added.filter(({ title }) => title.startsWith('Week 47 of 2026'));
    expect(digests).toHaveLength(1);
    const message = story.world.fake.state.messages.find(({ ts }) => ts === digests[0]?.ref);
    const picture = message?.blocks.find(({ type }) => type === 'image');
    expect(picture).toMatchObject({ slack_file: { id: expect.any(String) }, alt_text: expect.stringMatching(/\w+/) });
    expect(digests[0]?.notifies).toEqual([]);
    expect((await story.driver.thread(digests[0]?.ref ?? ''))[0]?.title).toBe('Details of week 47');
  });

  test('nothing that was sent was refused', () => {
    const refused = story.world.fake.state.calls.filter(({ error }) => error !== undefined);
    expect(refused.map(({ method, error }) => `${method}: ${error}`)).toEqual([]);
  });
}

function verbsOf({ world }: Story) {
  return world.app.app.verbs;
}

function personOf({ world }: Story, name: string) {
  const user = world.fake.state.users.find((found) => found.name === name)?.id ?? '';
  return { team: world.fake.state.teams[0]?.id ?? '', user };
}

async function cardOf({ driver, ref }: Story) {
  await driver.settle();
  const found = (await driver.messages(driver.channel)).filter((message) => message.ref === ref);
  expect(found).toHaveLength(1);
  return found[0];
}

async function reviewOf(story: Story) {
  const { world, driver, ref } = story;
  const row = await world.app.deps.store.deliveries.byPlatformId('slack', driver.channel, ref);
  const reviewId = row?.subject.slice('review:'.length) ?? '';
  return (await verbsOf(story).getReview(eve, { reviewId })).review;
}
