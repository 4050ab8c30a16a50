import { expect, it } from 'vitest';
import { newCall, newReview, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };

export function reviewContract(use: () => TestStore): void {
  changing(use);
  queueing(use);
}

function changing(use: () => TestStore): void {
  const write = writer(use);

  it('lets one of two change a review, and tells the other', async () => {
    await write(ctx, quiet, async (tx) => {
      await tx.calls.insertNew([newCall('u1')]);
      await tx.reviews.insert(newReview('U-1', 'u1', { note: 'first' }));
    });
    const claim = (who: string) =>
      write(ctx, quiet, (tx) => tx.reviews.update('U-1', 1, { state: 'claimed', ownerId: who, claimedAt: noon }));
    const won = (await Promise.all([claim('ann'), claim('bob')])).filter((r) => r !== undefined);
    expect(won).toHaveLength(1);
    expect(await use().store.reviews.get('U-1')).toEqual(won[0]);
    expect(won[0]).toMatchObject({ version: 2, state: 'claimed', note: 'first' });
    const cleared = await write(ctx, quiet, (tx) =>
      tx.reviews.update('U-1', 2, { state: 'open', ownerId: undefined, failureModes: ['a'] }),
    );
    expect(cleared).not.toHaveProperty('ownerId');
    expect(cleared).toMatchObject({ failureModes: ['a'], claimedAt: noon });
  });

  it('refuses a second review of a call as a conflict', async () => {
    await write(ctx, quiet, async (tx) => {
      await tx.calls.insertNew([newCall('u2')]);
      await tx.reviews.insert(newReview('U-2', 'u2'));
    });
    const again = write(ctx, quiet, (tx) => tx.reviews.insert(newReview('U-3', 'u2')));
    await expect(again).rejects.toMatchObject({ name: 'AppError', code: 'conflict' });
    const orphan = write(ctx, quiet, (tx) => tx.reviews.insert(newReview('U-4', 'no such call')));
    await expect(orphan).rejects.toMatchObject({ name: 'AppError', code: 'invalid' });
  });
}

function queueing(use: () => TestStore): void {
  const write = writer(use);

  it('serves the queue worst first, in the stored order inside a band, page by page', async () => {
    const rows = [
      ['Q-1', 'low', 0.1],
      ['Q-2', 'critical', 0.9],
      ['Q-3', 'high', 0.8],
      ['Q-4', 'critical', 0.2],
      ['Q-5', 'high', 0.3],
    ] as const;
    await write(ctx, quiet, async (tx) => {
      await tx.calls.insertNew(rows.map(([id]) => newCall(id)));
      for (const [id, severity, queueOrder] of rows)
        await tx.reviews.insert(newReview(id, id, { agent: 'queue', severity, queueOrder }));
    });
    const page = async (offset: number) =>
      (await use().store.reviews.list({ agents: ['queue'], order: 'queue', limit: 2, offset })).map(
        (review) => review.id,
      );
    expect([await page(0), await page(2), await page(4), await page(6)]).toEqual([
      ['Q-4', 'Q-2'],
      ['Q-5', 'Q-3'],
      ['Q-1'],
      [],
    ]);
    expect(await page(1)).toEqual(['Q-2', 'Q-5']);
    expect(await use().store.reviews.counts(['queue'])).toEqual([{ state: 'open', n: 5 }]);
  });

  it('counts a vote once, and forgets it when it is taken back', async () => {
    await write(ctx, quiet, async (tx) => {
      await tx.calls.insertNew([newCall('v1')]);
      await tx.reviews.insert(newReview('V-1', 'v1'));
    });
    const vote = { reviewId: 'V-1', actorId: 'ann', actorName: 'Ann', vote: 'confirm' as const, at: noon };
    const add = () => write(ctx, quiet, (tx) => tx.reviews.addVote(vote));
    expect([await add(), await add()]).toEqual([true, false]);
    expect(await use().store.reviews.votes('V-1')).toEqual([vote]);
    expect(await write(ctx, quiet, (tx) => tx.reviews.removeVote('V-1', 'ann', 'confirm'))).toBe(true);
    expect(await use().store.reviews.votes('V-1')).toEqual([]);
  });

  it('gives out numbers that people can type, each once', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => write(ctx, quiet, (tx) => tx.reviews.nextId())));
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^R-\d+$/);
  });
}
