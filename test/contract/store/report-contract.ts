import { expect, it } from 'vitest';
import type { Review } from '#src/domain/review.ts';
import { newCall, newReview, newScenario } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

/** A week nobody else's rows are in. */
const monday = new Date('2026-03-02T00:00:00.000Z');
const at = (hours: number) => new Date(monday.getTime() + hours * 3_600_000);
const ctx = contextAt(monday);
const quiet = { event: 'test.done', subject: 'test' };
const span = [monday, at(7 * 24)] as const;

async function fill(write: TestStore['store']['write']): Promise<void> {
  const calls: [string, number, Partial<Review> | undefined][] = [
    [
      'rp1',
      22,
      { state: 'confirmed', failureModes: ['a', 'b'], claimedAt: at(23), verdictAt: at(26), verdictBy: 'ann' },
    ],
    ['rp2', 23.5, { state: 'dismissed', verdictAt: at(25.5), verdictBy: 'ann' }],
    ['rp3', 30, { state: 'open' }],
    ['rp4', 31, undefined],
  ];
  await write(ctx, quiet, async (tx) => {
    const rows = calls.map(([id, hour, review]) =>
      newCall(id, {
        startedAt: at(hour),
        flagged: review !== undefined,
        resolved: id === 'rp4' ? true : null,
        costAmount: 0.5,
      }),
    );
    await tx.calls.insertNew(rows);
    for (const [id, hour, review] of calls) {
      const times = { callStartedAt: at(hour), createdAt: at(hour), updatedAt: at(hour) };
      if (review) await tx.reviews.insert({ ...newReview(id, id, review), ...times });
    }
    for (const [reviewId, actorId, vote] of [
      ['rp1', 'ann', 'confirm'],
      ['rp1', 'bob', 'promote'],
      ['rp2', 'bob', 'confirm'],
      ['rp2', 'eve', 'claim'],
    ] as const) {
      await tx.reviews.addVote({ reviewId, actorId, actorName: actorId, vote, at: at(30) });
    }
    await tx.scenarios.insert(newScenario('SC-R', 'rp1', { createdAt: at(40), lastOutcome: 'fail' }));
  });
}

export function reportContract(use: () => TestStore): void {
  const write = writer(use);

  it('counts calls, reviews and modes by the local day of the zone asked for', async () => {
    await fill(write);
    const { reports } = use().store;
    const line = { agent: 'orders' };
    expect(await reports.daily(...span, 'UTC')).toEqual([
      { ...line, day: '2026-03-02', calls: 2, flagged: 2, reviewed: 2, confirmed: 1 },
      { ...line, day: '2026-03-03', calls: 2, flagged: 1, reviewed: 0, confirmed: 0 },
    ]);
    expect((await reports.daily(...span, 'Europe/Berlin')).map(({ day, calls }) => [day, calls])).toEqual([
      ['2026-03-02', 1],
      ['2026-03-03', 3],
    ]);
    expect(await reports.modesDaily(...span, 'UTC')).toEqual([
      { ...line, day: '2026-03-02', failureMode: 'a', n: 1 },
      { ...line, day: '2026-03-02', failureMode: 'b', n: 1 },
    ]);
  });

  it('says how reviewing went: medians, what is late, who agreed', async () => {
    const hour = 3_600_000;
    const { reports } = use().store;
    expect(await reports.health(monday, at(48), { claimMs: 1.5 * hour, verdictMs: 3 * hour })).toEqual({
      flagged: 3,
      triaged: 2,
      stillOpen: 1,
      claims: 2,
      verdicts: 2,
      medianToClaimMs: 1.5 * hour,
      medianToVerdictMs: 3 * hour,
      claimLate: 2,
      verdictLate: 2,
      agreements: 1,
      disagreements: 1,
    });
    const late = { flagged: 3, claimLate: 2, verdictLate: 2 };
    expect(await reports.late(monday, at(48), { claimMs: 1.5 * hour, verdictMs: 3 * hour })).toEqual(late);
    expect(await reports.health(at(-48), monday, { claimMs: 1, verdictMs: 1 })).not.toHaveProperty('medianToClaimMs');
  });

  it('counts scenarios', async () => {
    const { reports } = use().store;
    expect(await reports.suiteChanges(...span)).toEqual({
      added: 1,
      retired: 0,
      resurrected: 0,
      failing: expect.any(Number),
      flaky: expect.any(Number),
    });
  });
}
