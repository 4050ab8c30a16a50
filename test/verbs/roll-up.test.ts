import { expect, it } from 'vitest';
import { mulberry32 } from '#demo/random.ts';
import { parsePolicy } from '#src/policy.ts';
import { describeApp, system, TEST_POLICY, type TestApp } from '#test/app.ts';
import { newCall, newReview } from '#test/database/rows.ts';
import { contextAt } from '#test/store.ts';
import { callChanges } from './change-calls.ts';
import { countAsReported, countLive, type Span } from './count-live.ts';

const quiet = { event: 'test.done', subject: 'test' };
const HOUR = 3_600_000;
/** Days around the end of Europe's summer time. */
const FIRST = new Date('2025-10-22T00:00:00Z');
const DAYS = 8;
const LAST = new Date(FIRST.getTime() + DAYS * 24 * HOUR);

const rollUp = ({ app }: TestApp) => app.verbs.rollUp(system, { settledMs: 0 });

async function rollUpAll(use: TestApp): Promise<void> {
  while ((await rollUp(use)).more);
}

async function expectExact(use: TestApp, span: Span): Promise<void> {
  expect(await countAsReported(use, span), `${span.join(' ')}`).toEqual(await countLive(use, span));
}

function setZone({ deps }: TestApp, zone: string): void {
  deps.policy = parsePolicy(`timeZone: ${zone}\n${TEST_POLICY}`);
}

describeApp('the counts of days', (use) => {
  it('are those of the calls at any moment, whatever happens to them, in any zone, killed or twice at once', async () => {
    const random = mulberry32(11);
    const { change } = callChanges(use(), random, FIRST, DAYS);
    const zones = ['Europe/Berlin', 'Asia/Kolkata', 'America/New_York'];
    const anywhere = () => new Date(FIRST.getTime() + Math.floor((random() * (DAYS + 2) - 1) * 24) * HOUR);
    setZone(use(), 'Europe/Berlin');
    for (let step = 1; step <= 80; step += 1) {
      await change();
      const zone = use().deps.policy.timeZone;
      if (step % 4 === 0) await Promise.all([rollUp(use()), rollUp(use()), change()]);
      if (step % 20 === 0) await rollUpAll(use());
      if (step % 30 === 0) setZone(use(), zones[step / 30] as string);
      if (step % 5 === 0)
        await expectExact(use(), step % 2 === 0 ? [anywhere(), LAST, zone] : [FIRST, anywhere(), zone]);
    }
    await rollUpAll(use());
    const zone = use().deps.policy.timeZone;
    await expectExact(use(), [FIRST, LAST, zone]);
    await expectExact(use(), [anywhere(), LAST, 'Pacific/Auckland']);
    const [kept] = await use().test.database.sql(
      'select (select sum(calls) from day_calls)::int as kept, (select count(*) from calls)::int as calls, (select count(*) from rollup_marks)::int as marks',
    );
    expect(kept).toEqual({ kept: kept?.['calls'], calls: expect.any(Number), marks: 0 });
    expect(kept?.['calls']).toBeGreaterThan(20);
  }, 120_000);

  it('that were counted before a change are not kept over those counted after it', async () => {
    const { store } = use().deps;
    setZone(use(), 'UTC');
    const at = new Date('2025-03-03T10:00:00Z');
    const write = (id: string) =>
      store.write(contextAt(at), quiet, async (tx) => {
        await tx.calls.insertNew([newCall(id, { agent: 'raced', startedAt: at, flagged: true, severity: 'low' })]);
        await tx.reviews.insert({ ...newReview(`R-${id}`, id, { agent: 'raced' }), callStartedAt: at });
      });
    await rollUpAll(use());
    await write('raced-1');
    const stale = await store.rollups.stale('UTC', { settledMs: 0, limit: 9 });
    expect(stale.days).toEqual([{ agent: 'raced', day: '2025-03-03', calls: true }]);
    const cells = await store.rollups.count('UTC', stale.days);
    await write('raced-2');
    await rollUpAll(use());
    expect(await store.write(contextAt(at), quiet, (tx) => tx.rollups.put('UTC', stale, cells))).toBe(false);
    const daily = await store.reports.daily(at, new Date(at.getTime() + HOUR), 'UTC');
    expect(daily).toMatchObject([{ calls: 2, flagged: 2, reviewed: 0 }]);
    // Only its review changed: the calls of that day need not be read again.
    const review = await store.reviews.get('R-raced-1');
    await store.write(contextAt(at), quiet, (tx) =>
      tx.reviews.update('R-raced-1', review?.version ?? 1, { state: 'dismissed' }),
    );
    expect((await store.rollups.stale('UTC', { settledMs: 0, limit: 9 })).days).toEqual([
      { agent: 'raced', day: '2025-03-03', calls: false },
    ]);
    // What is being written right now waits for the next time.
    expect((await store.rollups.stale('UTC', { settledMs: HOUR, limit: 9 })).days).toEqual([]);
    await store.write(contextAt(at), quiet, (tx) => tx.rollups.begin('UTC', at));
    expect(await store.write(contextAt(at), quiet, (tx) => tx.rollups.put('Asia/Tokyo', stale, cells))).toBe(false);
  });

  it('are counted anew where they were kept before a day told of outcomes', async () => {
    await rollUpAll(use());
    const { sql } = use().test.database;
    const known = async () =>
      (await sql('select sum(first_pass_known)::int as n, sum(escalated_known)::int as escalated from day_calls'))[0];
    const before = await known();
    expect(before?.['n']).toBeGreaterThan(0);
    // As an earlier release left it, with the columns added since.
    await sql('update rollup_state set shape = 1');
    await sql('update day_calls set first_pass_known = 0, first_pass = 0, escalated_known = 0');
    await expectExact(use(), [FIRST, LAST, use().deps.policy.timeZone]);
    await rollUpAll(use());
    expect(await known()).toEqual(before);
  });

  it('are kept by the job until nothing is left, and a stop ends it', async () => {
    await rollUpAll(use());
    use().test.jobs.push({ name: 'roll-up', data: { period: '2025-03-03T10:00' }, key: 'roll-up' });
    await use().runJobs();
    expect(await use().app.verbs.rollUp(system, {})).toEqual({ days: 0, more: false });
  });
});
