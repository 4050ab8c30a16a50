import { expect, it } from 'vitest';
import { noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };

export function transactionContract(use: () => TestStore): void {
  committing(use);
  locking(use);
}

function committing(use: () => TestStore): void {
  const write = writer(use);

  it('keeps a change together with its audit row and its jobs', async () => {
    const job = { name: 'weekly-report' as const, data: { week: '2026-W47' } };
    const before = use().jobs.length;
    const value = await write(
      ctx,
      (n: number) => ({ event: 'setting.put', subject: 'setting:kept', facts: { n } }),
      async (tx) => {
        await tx.settings.putSetting('kept', { on: true });
        await tx.enqueue(job);
        return 7;
      },
    );
    expect(value).toBe(7);
    expect(await use().store.settings.setting('kept')).toEqual({ on: true });
    expect(use().jobs.slice(before)).toEqual([job]);
    expect(await use().store.audit('setting:kept', 5)).toMatchObject([
      { event: 'setting.put', actorName: 'Test', facts: { n: 7 }, at: noon },
    ]);
  });

  it('leaves nothing of a change that failed: neither row nor audit nor job', async () => {
    const before = use().jobs.length;
    const failing = write(ctx, { event: 'setting.put', subject: 'setting:lost' }, async (tx) => {
      await tx.settings.putSetting('lost', 1);
      await tx.enqueue({ name: 'weekly-report', data: { week: '2026-W47' } });
      throw new Error('later step failed');
    });
    await expect(failing).rejects.toThrow('later step failed');
    expect(await use().store.settings.setting('lost')).toBeUndefined();
    expect(await use().store.audit('setting:lost', 5)).toEqual([]);
    expect(use().jobs).toHaveLength(before);
    expect(await use().database.sql('select count(*)::int as n from test_jobs')).toEqual([{ n: use().jobs.length }]);
  });

  it('rolls back what its audit event cannot be written for', async () => {
    const badEvent = () => {
      throw new Error('no event');
    };
    await expect(write(ctx, badEvent, (tx) => tx.settings.putSetting('unaudited', 1))).rejects.toThrow('no event');
    expect(await use().store.settings.setting('unaudited')).toBeUndefined();
  });
}

function locking(use: () => TestStore): void {
  const write = writer(use);

  it('lets one at a time hold a key', async () => {
    const order: string[] = [];
    const holder = (name: string) =>
      write(ctx, quiet, async (tx) => {
        await tx.lock('same');
        order.push(`${name} in`);
        await tx.sql('select pg_sleep(0.05)::text');
        order.push(`${name} out`);
      });
    await Promise.all([holder('a'), holder('b')]);
    expect([order[0]?.[0], order[1]]).toEqual([order[1]?.[0], `${order[0]?.[0]} out`]);
  });

  it('answers a ping', async () => {
    await expect(use().store.ping()).resolves.toBeUndefined();
  });
}
