import { expect, it } from 'vitest';
import { decideBacklog } from '#jobs/backlog.ts';
import { AppError } from '#src/errors.ts';
import { describeApp, root, system } from '#test/app.ts';
import { channelWorld, refuse } from './channel-world.ts';

const now = new Date('2026-11-18T12:00:00Z');
const known = { messageId: 'm', stated: 20, since: now.toISOString() };
const ended = (ms: number) => ({ ...known, stated: 0, endedAt: new Date(now.getTime() - ms).toISOString() });

it.each([
  [undefined, 5, undefined],
  [undefined, 6, 'open'],
  [known, 20, undefined],
  [known, 39, undefined],
  [known, 40, 'restate'],
  [known, 11, undefined],
  [known, 10, 'restate'],
  [{ ...known, stated: 10 }, 5, undefined],
  [known, 0, 'end'],
  [ended(10_000), 0, undefined],
  [ended(10_000), 6, 'restate'],
  [ended(300_000), 6, 'open'],
] as const)('of a backlog known as %j with %i cards waiting it says: %s', (before, waiting, what) => {
  expect(decideBacklog(before, waiting, now)).toBe(what);
});

describeApp('a burst of flagged calls', (use) => {
  it('arrives in order, none lost, with its backlog stated once', async () => {
    const world = channelWorld(use());
    const reviews: string[] = [];
    for (let batch = 0; batch < 5; batch += 1) {
      reviews.push(...(await world.flag(20)));
      await world.runJobs(1);
    }
    await world.runJobs();
    const rows = await world.rows(reviews);
    const cards = world.slack.top(world.channel).filter(({ card }) => !/flagged call/.test(card.title));
    expect(rows).toHaveLength(100);
    expect(cards.map(({ deliveryId }) => deliveryId)).toEqual(rows.map(({ id }) => id));
    const notices = world.slack.top(world.channel).filter(({ card }) => /flagged call/.test(card.title));
    expect(notices).toHaveLength(1);
    expect(notices[0]?.card.title).toBe('Caught up: every flagged call that waited is here');
    expect(world.slack.calls.find(({ title }) => /flagged call/.test(title))?.title).toBe(
      '20 more flagged calls are on the way',
    );
    expect(world.slack.calls.length).toBeLessThan(120);
  }, 60_000);

  it('posts a digest anew that was deleted, with its details in the new thread, when somebody posts it again', async () => {
    const world = channelWorld(use());
    const week = '2026-W45';
    await world.app.verbs.postWeeklyReport(system, { week });
    await world.runJobs();
    const rows = () => world.store.deliveries.ofSubject(`report:${week}`);
    const [before] = await rows();
    world.slack.faults.push(refuse(() => new AppError('not_found', 'The message was deleted.')));
    world.later(60_000);
    await world.app.verbs.postWeeklyReport(root, { week });
    await world.runJobs();
    const [post, details] = await rows();
    expect([post?.state, details?.state]).toEqual(['sent', 'sent']);
    expect(post?.platformId).not.toBe(before?.platformId);
    const shown = world.slack.messages.find(({ messageId }) => messageId === post?.platformId);
    expect(JSON.stringify(shown?.card)).toContain('posted again by');
    const answer = world.slack.messages.find(({ messageId }) => messageId === details?.platformId);
    expect(answer?.threadOf).toBe(post?.platformId);
  });
});
