import { expect, it } from 'vitest';
import { wakeChannels } from '#jobs/wake-channels.ts';
import { AppError } from '#src/errors.ts';
import { ann, bob, describeApp, type TestApp } from '#test/app.ts';
import { channelWorld, dropAfter, dyingBeforeRecord, gone, noAnswer, refuse, tooMany } from './channel-world.ts';

describeApp('delivery to a channel', (use) => {
  pacing(use);
  faults(use);
  givingUp(use);
  holding(use);
  stopping(use);
});

function pacing(use: () => TestApp): void {
  it('posts in the order in which calls were flagged, one call a second, by one job', async () => {
    const world = channelWorld(use());
    const reviews = await world.flag(4);
    expect(world.jobs.filter(({ name }) => name === 'deliver-channel').map(({ key }) => key)).toContain(
      `slack/${world.channel}`,
    );
    expect(await world.runJobs()).toBe(1);
    const rows = await world.rows(reviews);
    expect(world.slack.messages.map(({ deliveryId }) => deliveryId)).toEqual(rows.map(({ id }) => id));
    const times = world.slack.calls.map(({ at }) => at);
    expect(times.slice(1).map((at, i) => at - (times[i] ?? 0))).toEqual([1_000, 1_000, 1_000]);
    expect(rows.every(({ state }) => state === 'sent')).toBe(true);
  });

  it('shows a card as it stands when its turn comes: many changes are one edit', async () => {
    const world = channelWorld(use());
    const [reviewId = ''] = await world.flag(1);
    await world.runJobs();
    for (let i = 0; i < 10; i += 1) {
      await world.app.verbs.claimReview(ann, { reviewId });
      await world.app.verbs.unclaimReview(ann, { reviewId });
    }
    await world.app.verbs.claimReview(bob, { reviewId });
    expect(world.jobs.filter(({ name }) => name === 'deliver-channel')).toHaveLength(1);
    await world.runJobs();
    expect(world.slack.calls.filter(({ what }) => what === 'update')).toHaveLength(1);
    expect(JSON.stringify(world.slack.messages)).toContain('bob');
  });

  it('answers people before it posts what is new, and yet what is new gets its turn', async () => {
    const world = channelWorld(use());
    const touched = await world.flag(5);
    await world.runJobs();
    await world.flag(2);
    for (const reviewId of touched) await world.app.verbs.claimReview(ann, { reviewId });
    world.slack.calls.length = 0;
    await world.runJobs();
    expect(world.slack.calls.map(({ what }) => what)).toEqual([
      'update',
      'update',
      'update',
      'post',
      'update',
      'update',
      'post',
    ]);
  });
}

const outcomes = [
  { name: 'a connection dropped after the platform took it', fault: [dropAfter(noAnswer)] },
  { name: 'a 429 of 2 s', fault: [refuse(() => tooMany(2_000))] },
  { name: 'three times a 500', fault: [refuse(noAnswer), refuse(noAnswer), refuse(noAnswer)] },
  {
    name: 'a bug of the adapter, twice',
    fault: [refuse(() => new TypeError('x')), dropAfter(() => new TypeError('x'))],
  },
];

function faults(use: () => TestApp): void {
  it.each(outcomes)('of a post that met $name ends with exactly one message', async ({ fault }) => {
    const world = channelWorld(use());
    world.slack.faults.push(...fault);
    const reviews = await world.flag(2);
    await world.runJobs();
    expect(world.slack.messages.map(({ deliveryId }) => deliveryId)).toEqual(
      (await world.rows(reviews)).map(({ id }) => id),
    );
    expect((await world.rows(reviews)).map(({ state, tries }) => [state, tries])).toEqual([
      ['sent', 0],
      ['sent', 0],
    ]);
    expect(await world.store.channels.state('slack', world.channel)).toEqual({ failures: 0 });
  });

  it.each(outcomes)('of an edit that met $name shows what the database says', async ({ fault }) => {
    const world = channelWorld(use());
    const [reviewId = ''] = await world.flag(1);
    await world.runJobs();
    world.slack.faults.push(...fault);
    await world.app.verbs.claimReview(ann, { reviewId });
    await world.runJobs();
    expect(world.slack.messages).toHaveLength(1);
    expect(JSON.stringify(world.slack.messages)).toContain('ann');
    expect(await world.rows([reviewId])).toMatchObject([{ state: 'sent', tries: 0 }]);
  });

  it.each(['post', 'update'] as const)(
    'of a %s cut off by a kill before its record shows one message, as it is now',
    async (what) => {
      const world = channelWorld(use());
      const [reviewId = ''] = await world.flag(1);
      if (what === 'update') {
        await world.runJobs();
        await world.app.verbs.claimReview(ann, { reviewId });
      }
      await expect(world.deliver(world.channel, dyingBeforeRecord(world.deps))).rejects.toThrow('killed here');
      await world.app.verbs.confirmReview(bob, { reviewId, failureModes: ['wrong-refund'] });
      await world.runJobs();
      expect(world.slack.messages).toHaveLength(1);
      expect(JSON.stringify(world.slack.messages)).toContain('bob');
      expect(world.slack.lookedFor).toHaveLength(what === 'post' ? 1 : 0);
      expect(await world.rows([reviewId])).toMatchObject([{ state: 'sent' }]);
    },
  );
}

function givingUp(use: () => TestApp): void {
  it('of a message that can never arrive parks that one with its reason, and goes on with the next', async () => {
    const world = channelWorld(use());
    world.slack.faults.push(refuse(gone));
    const reviews = await world.flag(2);
    await world.runJobs();
    expect(await world.rows(reviews)).toMatchObject([
      { state: 'parked', parkedReason: gone().message },
      { state: 'sent' },
    ]);
    expect(world.slack.messages).toHaveLength(1);
  });

  it('of a message that fails every time lets the others pass, and parks it in the end', async () => {
    const world = channelWorld(use());
    const [poison = ''] = await world.flag(1);
    const { post } = world.slack;
    const [row] = await world.rows([poison]);
    world.slack.post = (posting) => (posting.deliveryId === row?.id ? Promise.reject(noAnswer()) : post(posting));
    const others = await world.flag(3);
    await world.runJobs();
    expect(await world.rows(others)).toMatchObject([{ state: 'sent' }, { state: 'sent' }, { state: 'sent' }]);
    expect(await world.rows([poison])).toMatchObject([
      { state: 'parked', parkedReason: 'It failed 8 times, the last time so: Slack did not answer.' },
    ]);
  });

  it('to a platform that is away for an hour loses and reorders nothing', async () => {
    const world = channelWorld(use());
    const back = world.now().getTime() + 3_600_000;
    const { post } = world.slack;
    world.slack.post = (posting) => (world.now().getTime() < back ? Promise.reject(noAnswer()) : post(posting));
    const reviews = await world.flag(4);
    await world.runJobs();
    expect(new Set(world.slack.messages.map(({ deliveryId }) => deliveryId))).toEqual(
      new Set((await world.rows(reviews)).map(({ id }) => id)),
    );
    expect(world.slack.messages).toHaveLength(4);
    expect(world.now().getTime() - back).toBeLessThan(620_000);
  });
}

function holding(use: () => TestApp): void {
  it('asked to wait in one channel sends nothing there, and goes on in another', async () => {
    const world = channelWorld(use(), 2);
    const [held = '', free = ''] = world.channels;
    world.slack.faults.push(refuse(() => tooMany(30_000)));
    await world.flag(2);
    await world.deliver(held);
    const until = world.now().getTime();
    expect(await world.store.channels.held('slack', held)).toMatchObject({ reason: 'Slack asked to wait.' });
    await world.deliver(free);
    expect([world.slack.top(held), world.slack.top(free)].map(({ length }) => length)).toEqual([0, 2]);
    const status = await world.app.verbs.getStatus(ann, {});
    expect(status.channels).toContainEqual(
      expect.objectContaining({ surface: 'slack', channel: held, due: 2, reason: 'Slack asked to wait.' }),
    );
    await world.runJobs();
    expect(world.slack.top(held)).toHaveLength(2);
    expect(world.slack.top(held)[0]?.at).toBeGreaterThanOrEqual(until + 28_000);
    expect(await world.store.channels.held('slack', held)).toBeUndefined();
  });

  it('waits for a held channel with one delayed job, and a click adds no call and no write of its own', async () => {
    const world = channelWorld(use());
    const [reviewId = ''] = await world.flag(1);
    await world.runJobs();
    world.slack.faults.push(refuse(() => tooMany(60_000)));
    await world.app.verbs.claimReview(ann, { reviewId });
    world.jobs.length = 0;
    await world.deliver();
    expect(world.jobs).toMatchObject([{ name: 'deliver-channel', key: `slack/${world.channel}`, delayMs: 59_000 }]);
    world.slack.calls.length = 0;
    await world.app.verbs.unclaimReview(ann, { reviewId });
    expect(world.jobs).toHaveLength(1);
    expect(world.slack.calls).toEqual([]);
  });

  it('is woken again when its job was lost', async () => {
    const world = channelWorld(use());
    await world.flag(1);
    world.jobs.length = 0;
    expect(await wakeChannels(world.deps, 45_000)).not.toContain(`slack/${world.channel}`);
    world.later(50_000);
    expect(await wakeChannels(world.deps, 45_000)).toContain(`slack/${world.channel}`);
    await world.runJobs();
    expect(world.slack.top(world.channel)).toHaveLength(1);
    expect(await wakeChannels(world.deps, 0)).not.toContain(`slack/${world.channel}`);
  });
}

function stopping(use: () => TestApp): void {
  it('stops at once when the process stops, and sends the rest after its next start', async () => {
    const world = channelWorld(use());
    const reviews = await world.flag(3);
    world.slack.faults.push({ after: () => world.stopping.abort() });
    await expect(world.deliver()).rejects.toMatchObject({ code: 'unavailable' });
    expect(world.slack.messages).toHaveLength(1);
    expect((await world.rows(reviews)).map(({ state }) => state)).toEqual(['sent', 'due', 'due']);
    const next = channelWorld(use());
    expect(await wakeChannels(next.deps, 0)).toContain(`slack/${world.channel}`);
    expect(next.jobs.some(({ key }) => key === `slack/${world.channel}`)).toBe(true);
  });

  it('goes on in a fresh job when its shift is over', async () => {
    const world = channelWorld(use(), 1, 10_000);
    await world.flag(4);
    const jobs = await world.runJobs();
    expect(jobs).toBeGreaterThan(1);
    expect(world.slack.messages).toHaveLength(4);
  });

  it('refuses a message too big for the platform for good', async () => {
    const world = channelWorld(use());
    world.slack.faults.push(refuse(() => new AppError('limit', 'The card is too long for Slack.')));
    const reviews = await world.flag(1);
    await world.runJobs();
    expect(await world.rows(reviews)).toMatchObject([{ state: 'parked' }]);
  });
}
