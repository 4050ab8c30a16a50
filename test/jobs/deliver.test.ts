import { expect, it } from 'vitest';
import { createWebPosting } from '#adapters/web/web-posting.ts';
import { deliver, type Surfaces } from '#jobs/deliver.ts';
import { createHandlers } from '#jobs/handlers.ts';
import { AppError } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Surface } from '#src/ports/surface.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { describeApp, person, system, type TestApp } from '#test/app.ts';
import { recordedSurface } from '#test/recorded-surface.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';

/** Takes one failed call in, and has it scored; the message of its card, not yet delivered. */
async function dueCard(test: TestApp): Promise<{ id: string; reviewId: string }> {
  const agent = newAgent('deliver');
  test.test.jobs.length = 0;
  await test.app.verbs.captureCalls(system, { calls: [failedCall(agent)] });
  const scoring = test.test.jobs.splice(0);
  for (const job of scoring) if (job.name === 'score-calls') await test.app.verbs.scoreCalls(system, job.data);
  const [review] = await test.deps.store.reviews.list({ agents: [agent], order: 'oldest', limit: 1 });
  const [row] = await test.deps.store.deliveries.ofSubject(`review:${review?.id}`);
  if (!review || !row) throw new Error('The call was not flagged.');
  return { id: row.id, reviewId: review.id };
}

/** Runs the deliveries that wait, as the queue would: again while they are refused for now, at most `tries` times in all. */
async function runDeliveries({ deps, app, test }: TestApp, surfaces: Surfaces, tries = 10): Promise<void> {
  const handlers = createHandlers(deps, app, { surfaces, tools: createLocalTools() });
  for (let job = test.jobs.shift(); job && tries > 0; job = test.jobs.shift(), tries -= 1) {
    if (job.name !== 'deliver') continue;
    try {
      await handlers.deliver(job.data, { id: 'job', attempt: 0 });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
      test.jobs.push(job);
    }
  }
}

/** A surface that refuses the first posts. */
function refusing(surface: Surface, refusals: AppError[]): Surface & { asked: number } {
  const refused = {
    ...surface,
    asked: 0,
    async post(posting: Parameters<Surface['post']>[0]) {
      refused.asked += 1;
      const refusal = refusals.shift();
      if (refusal) throw refusal;
      return surface.post(posting);
    },
  };
  return refused;
}

const down = () => new AppError('unavailable', 'The chat platform does not answer.');

describeApp('a delivery', (use) => {
  goingOn(use);
  answering(use);
  givingUp(use);
  crashing(use);
});

function goingOn(use: () => TestApp): void {
  it('is made once when the platform is back', async () => {
    const { id } = await dueCard(use());
    const shown = recordedSurface();
    const web = refusing(shown.on('web'), [down(), down(), down()]);
    await runDeliveries(use(), { web });
    expect([web.asked, shown.messages.length]).toEqual([4, 1]);
    expect(await use().deps.store.deliveries.message(id)).toMatchObject({ state: 'sent', wanted: 1, sent: 1 });
  });

  it('ends with the latest state when the review changes while it is posted', async () => {
    const { id, reviewId } = await dueCard(use());
    const shown = recordedSurface();
    const slow: Surface = {
      ...shown.on('web'),
      async post(posting) {
        await use().app.verbs.claimReview(person('ann'), { reviewId });
        return shown.on('web').post(posting);
      },
    };
    await runDeliveries(use(), { web: slow });
    expect(JSON.stringify(shown.messages)).toContain('ann');
    expect(shown.messages).toMatchObject([{ edits: 1 }]);
    expect(await use().deps.store.deliveries.message(id)).toMatchObject({ state: 'sent', wanted: 2, sent: 2 });
  });

  it('shows what a transaction wants that has not committed when its job is fetched', async () => {
    const { id, reviewId } = await dueCard(use());
    const shown = recordedSurface();
    const surfaces = { web: shown.on('web') };
    await runDeliveries(use(), surfaces);
    let delivered: Promise<void> = Promise.resolve();
    // A click's transaction: its job was folded into one that waited, and that one is fetched before the commit.
    await use().test.store.write(
      { actor: system, now: use().deps.runtime.now() },
      { event: 'test.done', subject: 'test' },
      async (tx) => {
        await tx.deliveries.wantAgain(`review:${reviewId}`);
        delivered = deliver(use().deps, use().app, surfaces, { messageId: id });
        await tx.sql('select pg_sleep(0.1)::text');
      },
    );
    await delivered;
    expect(await use().deps.store.deliveries.message(id)).toMatchObject({ state: 'sent', wanted: 2, sent: 2 });
    expect(shown.messages).toMatchObject([{ edits: 1 }]);
  });
}

function answering(use: () => TestApp): void {
  it('of an answer waits until the message that it answers is posted', async () => {
    const { id } = await dueCard(use());
    const shown = recordedSurface();
    const { store } = use().deps;
    const parent = await store.deliveries.message(id);
    const answer = await answerTo(use(), id, parent?.subject ?? '');
    const surfaces = { web: shown.on('web') };
    await expect(deliver(use().deps, use().app, surfaces, { messageId: answer })).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(shown.messages).toEqual([]);
    await runDeliveries(use(), surfaces);
    await deliver(use().deps, use().app, surfaces, { messageId: answer });
    expect(shown.messages).toMatchObject([{ deliveryId: id }, { deliveryId: answer, threadOf: 'web-1' }]);
  });
}

async function answerTo({ deps, test }: TestApp, threadOf: string, subject: string): Promise<string> {
  const card = { tone: 'info' as const, title: 'Proved', blocks: [], controls: [], overflow: [], fallback: 'Proved' };
  const message = {
    id: deps.runtime.id(),
    surface: 'web' as const,
    channel: 'reviews',
    subject,
    kind: 'thread:proof:1' as const,
  };
  const row = await test.store.write(
    { actor: system, now: deps.runtime.now() },
    { event: 'test.done', subject: 'test' },
    (tx) => tx.deliveries.want({ ...message, threadOf, card, createdAt: deps.runtime.now() }),
  );
  return row.id;
}

function givingUp(use: () => TestApp): void {
  it('that can never be made is parked with its reason, shown in status, and not tried again', async () => {
    const { id } = await dueCard(use());
    const web = refusing(recordedSurface().on('web'), [new AppError('not_found', 'The channel reviews is archived.')]);
    await runDeliveries(use(), { web });
    await deliver(use().deps, use().app, { web }, { messageId: id });
    expect(web.asked).toBe(1);
    const status = await use().app.verbs.getStatus(person('ann'), {});
    expect(status.parked).toContainEqual(
      expect.objectContaining({ id, channel: 'reviews', reason: 'The channel reviews is archived.' }),
    );
  });

  it('that was parked is made when its review changes again', async () => {
    const { id, reviewId } = await dueCard(use());
    const shown = recordedSurface();
    const web = refusing(shown.on('web'), [new AppError('forbidden', 'The token was revoked.')]);
    await runDeliveries(use(), { web });
    await use().app.verbs.claimReview(person('ann'), { reviewId });
    await runDeliveries(use(), { web });
    expect(shown.messages).toHaveLength(1);
    expect(await use().deps.store.deliveries.message(id)).toMatchObject({ state: 'sent' });
  });

  it('to a surface that is not configured says what to do', async () => {
    const { id } = await dueCard(use());
    await runDeliveries(use(), {});
    expect(await use().deps.store.deliveries.message(id)).toMatchObject({
      state: 'parked',
      parkedReason: 'web is not configured here: set its tokens, or remove its routes.',
    });
  });
}

function crashing(use: () => TestApp): void {
  it('cut off between the post and its record shows one message in the browser', async () => {
    const { id } = await dueCard(use());
    const { deps, app } = use();
    const web = createWebPosting(deps, () => undefined);
    await expect(deliver(dyingBeforeRecord(deps), app, { web }, { messageId: id })).rejects.toThrow('killed here');
    await deliver(deps, app, { web }, { messageId: id });
    const shown = await deps.store.deliveries.webMessages('reviews', { limit: 500 });
    expect(shown.filter((message) => message.deliveryId === id)).toHaveLength(1);
    expect(await deps.store.deliveries.message(id)).toMatchObject({ state: 'sent', sent: 1 });
  });
}

/** A process that goes down once the message is posted, before that is written. */
function dyingBeforeRecord(deps: Deps): Deps {
  const write: Deps['store']['write'] = async (ctx, event, fn) => {
    if (typeof event === 'object' && event.event === 'message.sent') throw new Error('killed here');
    return deps.store.write(ctx, event, fn);
  };
  return { ...deps, store: { ...deps.store, write } };
}
