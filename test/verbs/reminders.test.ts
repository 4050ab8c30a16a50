import { afterEach, describe, expect, test } from 'vitest';
import type { Person } from '#src/domain/actor.ts';
import { parsePolicy } from '#src/policy.ts';
import { person, root, system, TEST_POLICY, TEST_START, type TestApp, testApp } from '#test/app.ts';
import { flagged } from '#test/verbs/failed-call.ts';

const HOUR = 3_600_000;
/** Somebody of the team of the channel "T1/C1", known on Slack only. */
const kim: Person = person('T1:U7', 'reviewer', { surface: 'slack', name: 'Kim' });
const ROUTES = [
  { surface: 'web', channel: 'reviews', agents: ['*'] },
  { surface: 'slack', channel: 'T1/C1', agents: ['*'] },
  { surface: 'slack', channel: 'T1/C2', agents: ['shop*'] },
] as const;

async function open(yaml = ''): Promise<TestApp> {
  const use = await testApp({ yaml: `${TEST_POLICY}\n${yaml}` });
  Object.assign(use.deps, { destinations: ROUTES, policy: parsePolicy(`${TEST_POLICY}\n${yaml}`) });
  return use;
}

let opened: TestApp | undefined;
afterEach(() => opened?.close());

/** An app with a claim of Kim's, at the start of the tests' time. */
async function withClaim(yaml = '') {
  const use = await open(yaml);
  opened = use;
  const { reviewId } = await flagged(use);
  await use.app.verbs.claimReview(kim, { reviewId });
  await use.runJobs();
  const told = () => use.surface.top('T1/U7').map(({ card, edits }) => ({ title: card.title, edits }));
  const at = async (hours: number) => {
    use.clock.now = new Date(TEST_START.getTime() + hours * HOUR);
    const done = await use.app.verbs.remindClaims(system, {});
    await use.runJobs();
    return done;
  };
  const review = () => use.deps.store.reviews.get(reviewId);
  return { use, reviewId, told, at, review };
}

describe('claims', () => {
  test('a claim ends after its hours, with one private reminder that turns into the news', async () => {
    const { use, reviewId, told, at, review } = await withClaim();
    expect(await at(63)).toEqual({ reminded: 0, released: 0 });
    expect(await at(64)).toEqual({ reminded: 1, released: 0 });
    expect(told()).toEqual([{ title: `Your claim on ${reviewId} ends in 8 h`, edits: 0 }]);
    expect(await at(65), 'after a restart').toEqual({ reminded: 0, released: 0 });
    const inChannel = use.surface.top('T1/C1').length;
    expect(await at(72)).toEqual({ reminded: 0, released: 1 });
    expect(await review()).toMatchObject({ state: 'open' });
    expect(told()).toEqual([{ title: `${reviewId} is back in the queue: your claim has ended`, edits: 1 }]);
    expect(use.surface.top('T1/C1'), 'the channel hears nothing, its card is drawn anew').toHaveLength(inChannel);
    expect(JSON.stringify(use.surface.top('T1/C1')[0]?.card)).toContain('nobody yet');
    expect(await at(73)).toEqual({ reminded: 0, released: 0 });
    const events = (await use.deps.store.audit(`review:${reviewId}`, 50)).map(({ event }) => event);
    expect(events.filter((event) => event.startsWith('claim.'))).toEqual(['claim.expired', 'claim.reminded']);
  });

  test('two processes at the same moment remind once', async () => {
    const { use, told } = await withClaim();
    use.clock.now = new Date(TEST_START.getTime() + 64 * HOUR);
    const both = await Promise.all([1, 2].map(() => use.app.verbs.remindClaims(system, {})));
    await use.runJobs();
    expect(both.map(({ reminded }) => reminded).sort()).toEqual([0, 1]);
    expect(told()).toHaveLength(1);
  });

  test('after a long silence the reminder still comes first, and its hours are kept', async () => {
    const { at, review } = await withClaim();
    expect(await at(200)).toEqual({ reminded: 1, released: 0 });
    expect(await at(207)).toEqual({ reminded: 0, released: 0 });
    expect(await review()).toMatchObject({ state: 'claimed' });
    expect(await at(208)).toEqual({ reminded: 0, released: 1 });
  });

  test('quiet hours of the team or of the person put the reminder off, and the release with it', async () => {
    // The claim begins at 12:00; its reminder is due at 04:00 on the third day.
    const { use, at } = await withClaim("quietHours: { from: '20:00', to: '06:00' }");
    expect(await at(64)).toEqual({ reminded: 0, released: 0 });
    await use.app.verbs.saveSettings(kim, { reminders: true, quietHours: { from: '05:00', to: '09:00' } });
    expect(await at(66)).toEqual({ reminded: 0, released: 0 });
    expect(await at(69)).toEqual({ reminded: 1, released: 0 });
    expect(await at(72)).toEqual({ reminded: 0, released: 0 });
    expect(await at(77)).toEqual({ reminded: 0, released: 1 });
  });

  test('who wants no reminders gets none; the claim ends all the same', async () => {
    const { use, told, at } = await withClaim();
    await use.app.verbs.saveSettings(kim, { reminders: false });
    expect(await at(71)).toEqual({ reminded: 0, released: 0 });
    expect(await at(72)).toEqual({ reminded: 0, released: 1 });
    expect(told()).toEqual([]);
  });

  test('what came back from a snooze has its hours again', async () => {
    const { use, reviewId, at } = await withClaim();
    await use.app.verbs.snoozeReview(kim, { reviewId, hours: 70 });
    use.clock.now = new Date(TEST_START.getTime() + 71 * HOUR);
    await use.app.verbs.keepHouse(system, {});
    expect(await at(73)).toEqual({ reminded: 0, released: 0 });
    expect(await at(71 + 64)).toEqual({ reminded: 1, released: 0 });
  });

  test('who is known to the browser only finds it at home', async () => {
    const { use, at } = await withClaim();
    const { reviewId } = await flagged(use);
    const ann = person('ann');
    await use.app.verbs.claimReview(ann, { reviewId });
    expect(await at(65)).toMatchObject({ reminded: 2 });
    expect(use.surface.messages.filter(({ channel }) => channel.includes('ann'))).toEqual([]);
    const { mine } = await use.app.verbs.getHome(ann, {});
    expect(mine.map(({ releaseAt }) => releaseAt.getTime() - use.clock.now.getTime())).toEqual([8 * HOUR]);
  });
});

describe('what is late', () => {
  test('each channel hears of its own once a day, from nine on, only when something waits', async () => {
    opened = await open("sla: { dailyLineAt: '09:00' }");
    const use = opened;
    const { reviewId } = await flagged(use, {}, 'other-1');
    const at = async (hours: number) => {
      use.clock.now = new Date(TEST_START.getTime() + hours * HOUR);
      const { posted } = await use.app.verbs.postLateLine(system, {});
      await use.runJobs();
      return posted;
    };
    expect(await at(20.5), 'before nine').toBe(0);
    expect(await at(21), 'nothing is late yet').toBe(0);
    expect(await at(45)).toBe(2);
    expect(await at(46), 'once a day').toBe(0);
    const line = use.surface.top('T1/C1').at(-1);
    expect(line?.card.title).toBe('1 review waits longer than agreed');
    expect(JSON.stringify(line?.card)).toContain(reviewId);
    expect(use.surface.top('T1/C2'), 'a channel of other agents').toEqual([]);
    expect(await at(69)).toBe(2);
  });

  test('quiet hours put the line off', async () => {
    opened = await open("quietHours: { from: '20:00', to: '10:00' }");
    const use = opened;
    await flagged(use);
    const at = async (hours: number) => {
      use.clock.now = new Date(TEST_START.getTime() + hours * HOUR);
      return (await use.app.verbs.postLateLine(system, {})).posted;
    };
    expect(await at(45.5)).toBe(0);
    expect(await at(46)).toBeGreaterThan(0);
  });
});

describe('the digest', () => {
  test('goes to every routed channel, or to the one an admin chose, once a week', async () => {
    opened = await open();
    const use = opened;
    await flagged(use);
    const digests = (channel: string) =>
      use.surface.top(channel).filter(({ card }) => card.title.startsWith('Week ')).length;
    const post = async (week: string) => {
      await use.app.verbs.postWeeklyReport(system, { week });
      await use.runJobs();
      return ['T1/C1', 'T1/C2', 'reviews'].map(digests);
    };
    expect(await post('2026-W46')).toEqual([1, 1, 1]);
    expect(await post('2026-W46')).toEqual([1, 1, 1]);
    const boss = person('T1:U1', 'admin', { surface: 'slack', agents: ['*'] });
    await use.app.verbs.saveSettings(boss, { reminders: true, digest: 'slack:T1/C2' });
    expect(await post('2026-W47')).toEqual([1, 2, 2]);
    await use.app.verbs.saveSettings(root, { reminders: true, digest: '' });
    expect(await post('2026-W48')).toEqual([2, 3, 3]);
  });

  test('is not for a reviewer to move, nor for the admin of other agents', async () => {
    opened = await open();
    const { saveSettings } = opened.app.verbs;
    await expect(saveSettings(kim, { reminders: true, digest: '' })).rejects.toThrow(/for admins/);
    const other = person('T2:U1', 'admin', { surface: 'slack', agents: ['other*'] });
    await expect(saveSettings(other, { reminders: true, digest: 'slack:T1/C1' })).rejects.toThrow(/no digest/);
  });
});
