import { expect, it } from 'vitest';
import { hours, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };

export function messageContract(use: () => TestStore): void {
  delivering(use);
  showingInTheBrowser(use);
}

function delivering(use: () => TestStore): void {
  const write = writer(use);

  const message = {
    id: 'm1',
    surface: 'web' as const,
    channel: 'reviews',
    subject: 'review:R-1',
    kind: 'card' as const,
    createdAt: noon,
  };

  it('keeps one message a card and counts what is still to be shown', async () => {
    const want = (id: string) => write(ctx, quiet, (tx) => tx.deliveries.want({ ...message, id }));
    expect([(await want('m1')).wanted, await want('m2')]).toMatchObject([
      1,
      { id: 'm1', wanted: 2, sent: 0, state: 'due' },
    ]);
    await write(ctx, quiet, (tx) => tx.deliveries.markSent('m1', 1, 'ts1', noon));
    expect(await use().store.deliveries.message('m1')).toMatchObject({ state: 'due', sent: 1, platformId: 'ts1' });
    await write(ctx, quiet, (tx) => tx.deliveries.markSent('m1', 2, 'ts1', noon));
    expect(await use().store.deliveries.byPlatformId('web', 'reviews', 'ts1')).toMatchObject({
      id: 'm1',
      state: 'sent',
      sent: 2,
    });
    expect(await write(ctx, quiet, (tx) => tx.deliveries.wantAgain('review:R-1'))).toMatchObject([
      { wanted: 3, state: 'due', newlyDue: true },
    ]);
    expect(await write(ctx, quiet, (tx) => tx.deliveries.wantAgain('review:R-1'))).toMatchObject([
      { wanted: 4, state: 'due', newlyDue: false, wantedAt: noon },
    ]);
    await write(ctx, quiet, (tx) => tx.deliveries.park('m1', 'channel_not_found'));
    expect(await use().store.deliveries.parked(5)).toMatchObject([{ id: 'm1', parkedReason: 'channel_not_found' }]);
  });
}

function showingInTheBrowser(use: () => TestStore): void {
  const write = writer(use);

  it('shows the browser each message once, edits in place, and says what is newer than a page has', async () => {
    const card = {
      tone: 'info' as const,
      title: 'Hello',
      blocks: [{ type: 'context' as const, parts: ['at ', { time: noon }] }],
      controls: [],
      overflow: [],
      fallback: 'Hello',
    };
    const post = { id: 'wm1', channel: 'web-test', card, deliveryId: 'm1', postedAt: noon };
    const first = await write(ctx, quiet, (tx) => tx.deliveries.putWebMessage(post));
    expect(first).toMatchObject({ id: 'wm1', card });
    expect((await write(ctx, quiet, (tx) => tx.deliveries.putWebMessage({ ...post, id: 'wm2' }))).id).toBe('wm1');
    await write(ctx, quiet, (tx) =>
      tx.deliveries.putWebMessage({ ...post, id: 'wm3', deliveryId: 'm3', threadOf: 'wm1' }),
    );
    const seen = await use().store.deliveries.webSeq();
    await write(ctx, quiet, (tx) => tx.deliveries.editWebMessage('wm1', { ...card, title: 'Edited' }, hours(1)));
    expect(await use().store.deliveries.webMessagesSince(seen, 9)).toMatchObject([
      { id: 'wm1', card: { title: 'Edited' }, editedAt: hours(1) },
    ]);
    expect((await use().store.deliveries.webMessages('web-test', { limit: 9 })).map((m) => m.id)).toEqual(['wm1']);
    expect((await use().store.deliveries.webThread('wm1')).map((m) => m.id)).toEqual(['wm3']);
    expect(await use().store.deliveries.webThreadCounts(['wm1', 'wm9'])).toEqual([{ threadOf: 'wm1', n: 1 }]);
  });
}
