import { expect, it } from 'vitest';
import { newCall, newReview, newRun, newScenario, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };
const card = { tone: 'info' as const, title: 'T', blocks: [], controls: [], overflow: [], fallback: 'T' };

/** Two customers: what hangs on the first goes, what belongs to the second stays and points nowhere. */
async function fill(write: TestStore['store']['write']): Promise<void> {
  await write(ctx, quiet, async (tx) => {
    await tx.calls.insertNew([
      newCall('fg1', { customerKey: 'ref:gone' }),
      newCall('fg2', { customerKey: 'ref:stays' }),
    ]);
    await tx.reviews.insert(newReview('F-1', 'fg1', { occurrences: 2, scenarioId: 'SC-F' }));
    await tx.reviews.insert(newReview('F-2', 'fg2', { groupedUnder: 'F-1', recurrenceOf: 'SC-F' }));
    await tx.reviews.addVote({ reviewId: 'F-1', actorId: 'ann', actorName: 'Ann', vote: 'confirm', at: noon });
    await tx.scenarios.insert(newScenario('SC-F', 'fg1'));
    await tx.scenarios.addOccurrence('SC-F', 'fg2', 'ann', noon);
    const drafted = (title: string) => ({ model: 'm/1', content: { title, body: 'b' }, createdAt: noon });
    await tx.drafts.keep('fg1', 'article', drafted('gone'));
    await tx.drafts.keep('fg2', 'article', drafted('first'));
    // Of two the first one stays: somebody may be reading it.
    expect((await tx.drafts.keep('fg2', 'article', drafted('second'))).content.title).toBe('first');
    await tx.scenarios.addRun(newRun('fg-run', 'SC-F'));
    const message = { surface: 'web' as const, channel: 'forget', createdAt: noon };
    await tx.deliveries.want({ ...message, id: 'fm1', subject: 'review:F-1', kind: 'card' });
    await tx.deliveries.want({
      ...message,
      id: 'fm2',
      subject: 'scenario:other',
      kind: 'thread:proof',
      threadOf: 'fm1',
      card,
    });
    await tx.deliveries.want({ ...message, id: 'fm3', subject: 'review:F-2', kind: 'card' });
    for (const n of [1, 2, 3]) {
      await tx.deliveries.putWebMessage({
        id: `fw${n}`,
        channel: 'forget',
        card,
        deliveryId: `fm${n}`,
        postedAt: noon,
      });
      await tx.deliveries.markSent(`fm${n}`, 1, `fw${n}`, noon);
    }
  });
}

export function forgetContract(use: () => TestStore): void {
  const write = writer(use);

  it('forgets a customer with everything made from the calls, and nothing of others', async () => {
    await fill(write);
    expect(await write(ctx, quiet, (tx) => tx.calls.forget(['ref:gone', 'ref:unknown']))).toBe(1);
    const { store } = use();
    expect(await store.calls.whole('fg1')).toBeUndefined();
    expect(await store.calls.raws('fg1')).toEqual([]);
    expect(await store.reviews.get('F-1')).toBeUndefined();
    expect(await store.drafts.ofCall('fg1', 'article')).toBeUndefined();
    expect(await store.drafts.ofCall('fg2', 'article')).toMatchObject({ model: 'm/1', content: { title: 'first' } });
    expect(await store.drafts.ofCall('fg2', 'checks')).toBeUndefined();
    expect(await store.reviews.votes('F-1')).toEqual([]);
    expect(await store.scenarios.get('SC-F')).toBeUndefined();
    expect(await store.scenarios.run('fg-run')).toBeUndefined();
    expect((await store.deliveries.webMessages('forget', { limit: 9 })).map((message) => message.id)).toEqual(['fw3']);
    expect(await store.deliveries.message('fm2')).toBeUndefined();
    expect(await store.deliveries.message('fm3')).toBeDefined();
    expect((await store.calls.whole('fg2'))?.row.id).toBe('fg2');
    const left = await store.reviews.get('F-2');
    expect(left).toMatchObject({ id: 'F-2', callId: 'fg2' });
    expect(left).not.toHaveProperty('groupedUnder');
    expect(left).not.toHaveProperty('recurrenceOf');
    const [text] = await use().database.sql(`select count(*)::int as n from call_transcripts where call_id = 'fg1'`);
    expect(text).toEqual({ n: 0 });
  });
}
