import { expect, it } from 'vitest';
import type { Review } from '#src/domain/review.ts';
import { newCall, newReview } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

/** Two days nobody else's rows are in. */
const monday = new Date('2026-02-02T00:00:00.000Z');
const at = (hours: number) => new Date(monday.getTime() + hours * 3_600_000);
const quiet = { event: 'test.done', subject: 'test' };

export function fixDataContract(use: () => TestStore): void {
  const write = writer(use);

  it('gives what verdicts on fixes are made of, a duplicate as what it is one of', async () => {
    const reviews: [string, number, Partial<Review> | undefined][] = [
      ['fd1', 22, { state: 'confirmed', failureModes: ['a', 'b'], verdictVia: 'channel' }],
      ['fd2', 23.5, { state: 'dismissed', verdictVia: 'queue' }],
      ['fd3', 30, { state: 'claimed' }],
      ['fd4', 31, undefined],
      ['fd5', 32, { state: 'duplicate', duplicateOf: 'fd1', verdictVia: 'queue' }],
    ];
    await write(contextAt(monday), quiet, async (tx) => {
      const rows = reviews.map(([id, hour, review]) =>
        newCall(id, {
          startedAt: at(hour),
          flagged: review !== undefined,
          scorecardVersion: id === 'fd5' ? '7' : null,
        }),
      );
      await tx.calls.insertNew(rows);
      for (const [id, hour, review] of reviews)
        if (review) await tx.reviews.insert({ ...newReview(id, id, review), callStartedAt: at(hour) });
    });
    const { calls, flagged } = await use().store.reports.fixData(monday, at(48), 'UTC');
    const line = { agent: 'orders', version: 'v14' };
    expect(calls).toEqual([
      { ...line, day: '2026-02-02', scorecard: '', calls: 2 },
      { ...line, day: '2026-02-03', scorecard: '', calls: 2 },
      { ...line, day: '2026-02-03', scorecard: '7', calls: 1 },
    ]);
    expect(flagged).toEqual([
      { ...line, day: '2026-02-02', severity: 'high', how: 'picked', failureModes: ['a', 'b'], n: 1 },
      { ...line, day: '2026-02-02', severity: 'high', how: 'served', failureModes: [], n: 1 },
      { ...line, day: '2026-02-03', severity: 'high', how: 'served', failureModes: ['a', 'b'], n: 1 },
      { ...line, day: '2026-02-03', severity: 'high', how: 'waiting', failureModes: [], n: 1 },
    ]);
    const berlin = await use().store.reports.fixData(monday, at(48), 'Europe/Berlin');
    expect(berlin.calls.map(({ day, calls: n }) => [day, n])).toEqual([
      ['2026-02-02', 1],
      ['2026-02-03', 3],
      ['2026-02-03', 1],
    ]);
  });
}
