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

/** The whole loop through Slack alone, as one story: each test goes on where the one before ended. */
export function loopThroughSlack(title: string, open: () => Promise<SlackWorld>): void {
  describe(title, () => {
    let world: SlackWorld;
    let driver: SurfaceDriver;
    let ref = '';
    let scenarioId = '';
    const agent = newAgent('loop');
    beforeAll(async () => {
      world = await open();
      driver = driverOf(world);
    });
    afterAll(() => world?.close());

    const verbs = () => world.app.app.verbs;
    const ids = (name: string) => world.fake.state.users.find((user) => user.name === name)?.id ?? '';
    const who = (name: string) => ({ team: world.fake.state.teams[0]?.id ?? '', user: ids(name) });
    const card = async () => {
      await driver.settle();
      const found = (await driver.messages(driver.channel)).filter((message) => message.ref === ref);
      expect(found).toHaveLength(1);
      return found[0];
    };

    test('a call comes in, and its card appears', async () => {
      await verbs().captureCalls(system, { calls: [failedCall(agent)] });
      await driver.settle();
      const messages = await driver.messages(driver.channel);
      expect(messages).toHaveLength(1);
      ref = messages[0]?.ref ?? '';
      expect(messages[0]?.title).toBe('Critical: Cancelled without confirming');
      expect(messages[0]?.text).toContain('I pay too much for my newspaper.');
      expect(messages[0]?.controls).toEqual(['claim', 'tag', 'promote']);
      expect(messages[0]?.notifies).toEqual([]);
    });

    test('👀 claims it', async () => {
      await driver.react(ref, '👀', ann);
      expect((await card())?.text).toContain('@ann');
    });

    test('❌ asks the one who reacted, and only them, for the failure mode; the choice confirms', async () => {
      const before = driver.privateFor(bob).length;
      await driver.react(ref, '❌', ann);
      const asked = world.fake.state.ephemerals.at(-1);
      expect(asked).toMatchObject({ for: ids('ann') });
      expect(driver.privateFor(bob)).toHaveLength(before);
      if (!asked) return;
      expect(controlsIn(asked.blocks).map(({ value }) => value)).toContain(MODE);
      await world.people.click(who('ann'), asked, { control: 'tag_as', value: MODE });
      expect((await card())?.title).toBe('Confirmed · Cancelled without consent · @ann');
    });

    test('the card’s menu or a command opens the form that promotes; a wrong check is told beside its field', async () => {
      const row = await world.app.deps.store.deliveries.byPlatformId('slack', driver.channel, ref);
      const { form } = await driver.command(`/promote ${row?.subject.slice('review:'.length)}`, ann);
      expect(form?.id).toBe('promote');
      if (!form) return;
      const values = { title: 'Asks before it cancels', failureModes: [MODE], checks: ['0'], tier: 'fast' };
      const { form: refused } = await driver.submit(form, { ...values, title: ' ' }, ann);
      expect(Object.keys(refused?.problems ?? {})).toEqual(['title']);
      const { form: left } = await driver.submit(form, values, ann);
      expect(left).toBeUndefined();
      expect(topView(world.fake.state, who('ann').team, ids('ann'))).toBeUndefined();
    });

    test('the proof is told in the thread, not in the channel', async () => {
      const review = await reviewOf();
      const { call } = (await world.app.deps.store.calls.whole(review.callId)) ?? { call: { turns: [] } };
      const target = createRecordedAgent({ name: `${agent} v14`, turns: call.turns, lines: 2 });
      world.app.agents.set(`${agent} v14`, target);
      expect((await card())?.title).toMatch(/promoted to SC-\d+/);
      scenarioId = (await reviewOf()).scenarioId ?? '';
      const [proof, ...more] = await driver.thread(ref);
      expect(proof?.text).toContain(`${scenarioId} reproduces on v14 (3 of 3)`);
      expect(proof?.notifies).toEqual([]);
      expect(more).toEqual([]);
      expect(await driver.messages(driver.channel)).toHaveLength(1);
    });

    test('the same failure on the next version is a new post that names its scenario', async () => {
      await verbs().captureCalls(system, { calls: [failedCall(agent, { agent: { name: agent, version: 'v15' } })] });
      await driver.settle();
      const [, again, ...more] = await driver.messages(driver.channel);
      expect(more).toEqual([]);
      expect(again?.text).toContain(scenarioId);
    });

    test('the week’s digest is one post with its picture, details in its thread', async () => {
      await callsAroundFix(world, agent);
      await registerFix(world, agent);
      const before = (await driver.messages(driver.channel)).map((message) => message.ref);
      for (const _ of [1, 2]) await verbs().postWeeklyReport(system, { week: WEEK });
      await driver.settle();
      const added = (await driver.messages(driver.channel)).filter((message) => !before.includes(message.ref));
      const digests = added.filter(({ title }) => title.startsWith('Week 47 of 2026'));
      expect(digests).toHaveLength(1);
      const message = world.fake.state.messages.find(({ ts }) => ts === digests[0]?.ref);
      const picture = message?.blocks.find(({ type }) => type === 'image');
      expect(picture).toMatchObject({ slack_file: { id: expect.any(String) }, alt_text: expect.stringMatching(/\w+/) });
      expect(digests[0]?.notifies).toEqual([]);
      expect((await driver.thread(digests[0]?.ref ?? ''))[0]?.title).toBe('Details of week 47');
    });

    test('nothing that was sent was refused', () => {
      const refused = world.fake.state.calls.filter(({ error }) => error !== undefined);
      expect(refused.map(({ method, error }) => `${method}: ${error}`)).toEqual([]);
    });

    async function reviewOf() {
      const row = await world.app.deps.store.deliveries.byPlatformId('slack', driver.channel, ref);
      const reviewId = row?.subject.slice('review:'.length) ?? '';
      return (await verbs().getReview(eve, { reviewId })).review;
    }
  });
}
