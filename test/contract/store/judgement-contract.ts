import { expect, it } from 'vitest';
import type { JudgedCriterion } from '#src/domain/judgement.ts';
import { hours, newCall, newReview, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };
const criteria: JudgedCriterion[] = [{ id: 'resolution', score: 20, reason: 'Nothing was settled.', turn: 1 }];

const owed = (callId: string, near: boolean, at: number) => ({
  callId,
  near,
  startedAt: hours(at),
  why: 'waiting' as const,
});

export function judgementContract(use: () => TestStore): void {
  owing(use);
  deciding(use);
  budget(use);
}

function owing(use: () => TestStore): void {
  const write = writer(use);
  const take = (limit: number, at = noon) => write(ctx, quiet, (tx) => tx.judgements.take(limit, at, hours(1)));
  const one = async (id: string) => (await use().store.judgements.of([id]))[0];

  it('gives each owed call to one who asks: near the threshold first, then the newest, once', async () => {
    await write(ctx, quiet, async (tx) => {
      await tx.calls.insertNew(['ju1', 'ju2', 'ju3'].map((id) => newCall(id, { agent: 'judged' })));
      await tx.judgements.owe(
        [owed('ju1', false, -2), owed('ju2', false, -1), owed('ju3', true, -3), owed('nobody', true, 0)],
        noon,
      );
    });
    expect(await take(1)).toEqual(['ju3']);
    const both = await Promise.all([take(1), take(1)]);
    expect(both.flat().sort()).toEqual(['ju1', 'ju2']);
    expect(await take(9)).toEqual([]);
    // Who took them was killed.
    expect(await take(9, hours(1))).toHaveLength(3);
    expect(await use().store.judgements.owed()).toEqual([{ why: 'waiting', n: 3 }]);
  });

  it('keeps what was said, also while the call is owed anew, and gives up what cannot be read or comes too late', async () => {
    const said = { callId: 'ju1', version: 'm/s1', criteria, turnCount: 2, at: noon };
    expect(await write(ctx, quiet, (tx) => tx.judgements.save(said))).toBe(true);
    expect(await write(ctx, quiet, (tx) => tx.judgements.save({ ...said, callId: 'nobody' }))).toBe(false);
    expect(await one('ju1')).toMatchObject({
      state: 'judged',
      version: 'm/s1',
      criteria,
      turnCount: 2,
      judgedAt: noon,
    });
    await write(ctx, quiet, (tx) => tx.judgements.owe([owed('ju1', true, -2)], noon));
    expect(await one('ju1')).toMatchObject({ state: 'owed', why: 'waiting', criteria });
    const unread = () => write(ctx, quiet, (tx) => tx.judgements.giveBack(['ju2'], 'unreadable', hours(2)));
    await unread();
    await unread();
    expect(await one('ju2')).toMatchObject({ state: 'owed', why: 'unreadable', tries: 2 });
    await unread();
    expect(await one('ju2')).toMatchObject({ state: 'given_up', why: 'unreadable', tries: 3 });
    expect(await write(ctx, quiet, (tx) => tx.judgements.restate('over_budget', hours(1), 1))).toHaveLength(1);
    expect(await write(ctx, quiet, (tx) => tx.judgements.restate('over_budget', hours(1), 9))).toHaveLength(1);
    expect(await use().store.judgements.owed()).toEqual([{ why: 'over_budget', n: 2 }]);
    expect(await write(ctx, quiet, (tx) => tx.judgements.giveUp(hours(-2.5), 9))).toEqual(['ju3']);
    expect(await one('ju3')).toMatchObject({ state: 'given_up', why: 'too_late' });
  });
}

function deciding(use: () => TestStore): void {
  const write = writer(use);

  it('tells what people decided on judged calls', async () => {
    const startedAt = hours(-24 * 300);
    await write(ctx, quiet, async (tx) => {
      await tx.calls.insertNew(['jd1', 'jd2'].map((id) => newCall(id, { agent: 'judged-d', startedAt })));
      await tx.judgements.owe(
        ['jd1', 'jd2'].map((id) => owed(id, false, 0)),
        noon,
      );
      for (const callId of ['jd1', 'jd2'])
        await tx.judgements.save({ callId, version: 'm/s1', criteria, turnCount: 2, at: noon });
      const fields = { agent: 'judged-d', callStartedAt: startedAt };
      await tx.reviews.insert(newReview('R-911', 'jd1', { ...fields, state: 'confirmed', failureModes: ['m'] }));
      await tx.reviews.insert(newReview('R-912', 'jd2', fields));
    });
    const until = hours(-24 * 299);
    const decided = (agents: string[]) => use().store.judgements.decided(startedAt, until, agents);
    expect(await decided(['judged-*'])).toEqual([{ verdict: 'confirmed', failureModes: ['m'], criteria }]);
    expect(await decided(['other'])).toEqual([]);
  });
}

function budget(use: () => TestStore): void {
  const write = writer(use);
  const reserve = (day: string, more: { cost?: number; maxPerDay?: number; maxCost?: number } = {}) =>
    write(ctx, quiet, (tx) => tx.judgements.reserve(day, { cost: 1, maxPerDay: 5, ...more }));

  it('gives the last request of a day to one of two who ask at once', async () => {
    const day = '2026-01-01';
    for (let n = 1; n <= 4; n += 1) expect(await reserve(day)).toBe(true);
    expect((await Promise.all([reserve(day), reserve(day)])).sort()).toEqual([false, true]);
    expect(await use().store.judgements.day(day)).toMatchObject({ requests: 5, cost: 5 });
    expect(await reserve('2026-01-02', { maxPerDay: 0 })).toBe(false);
  });

  it('counts what a request cost in the place of what was reserved for it', async () => {
    const day = '2026-01-03';
    expect(await reserve(day, { cost: 3, maxCost: 2 })).toBe(false);
    expect(await reserve(day, { cost: 1.5, maxCost: 2 })).toBe(true);
    expect(await reserve(day, { cost: 1.5, maxCost: 2 })).toBe(false);
    const usage = { inputTokens: 100, outputTokens: 20 };
    await write(ctx, quiet, (tx) => tx.judgements.settle(day, { reserved: 1.5, cost: 0.25, usage }));
    expect(await use().store.judgements.day(day)).toEqual({ day, requests: 1, cost: 0.25, ...usage });
    expect(await reserve(day, { cost: 1.5, maxCost: 2 })).toBe(true);
  });
}
