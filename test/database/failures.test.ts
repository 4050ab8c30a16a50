import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { databases } from '#test/databases.ts';
import { describeWith, inCi } from '#test/needs.ts';
import { contextAt, type TestStore, testStore } from '#test/store.ts';

const ctx = contextAt(new Date('2026-11-20T08:00:00.000Z'));
const quiet = { event: 'test.done', subject: 'test' };

const withStore = async (make: (typeof databases)[number]['make'], work: (opened: TestStore) => Promise<void>) => {
  const opened = await testStore(make);
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
};

// Side by side: they wait more than they work.
for (const { name, missing, make } of databases) {
  (missing === undefined || inCi ? test.concurrent : test.skip)(
    `a write that takes longer than 5 s is rolled back and says so, and the next one works, on ${name}`,
    () =>
      withStore(make, async ({ store }) => {
        const slow = store.write(ctx, quiet, async (tx) => {
          await tx.settings.putSetting('slow', 1);
          await wait(5_500);
          await tx.settings.putSetting('slow', 2);
        });
        await expect(slow).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 2_000 });
        await store.write(ctx, quiet, (tx) => tx.settings.putSetting('next', 1));
        expect([await store.settings.setting('slow'), await store.settings.setting('next')]).toEqual([undefined, 1]);
      }),
    60_000,
  );
}

for (const { name, missing, make } of databases) {
  describeWith(missing, `when it goes wrong on ${name}`, () => {
    test('writes waiting for each other all get their turn, and other work goes on between them', () =>
      withStore(make, async ({ store }) => {
        let ticks = 0;
        const timer = setInterval(() => (ticks += 1), 10);
        await Promise.all(
          Array.from({ length: 100 }, (_, i) =>
            store.write(ctx, quiet, async (tx) => {
              await tx.lock('counter');
              await tx.settings.putSetting('counter', Number((await tx.settings.setting('counter')) ?? 0) + 1);
              if (i === 99) await tx.settings.putSetting('last', true);
            }),
          ),
        );
        clearInterval(timer);
        expect(await store.settings.setting('counter')).toBe(100);
        // Writes back to back starve a timer altogether; a busy machine only slows it.
        expect(ticks).toBeGreaterThan(5);
      }));
  });
}

const postgres = databases.find(({ name }) => name === 'PostgreSQL');

describeWith(postgres?.missing, 'a PostgreSQL server', () => {
  test('two writes that deadlock both come through, for the loser is tried again', async () => {
    const { store, close } = await testStore(postgres?.make);
    await store.write(ctx, quiet, async (tx) => {
      await tx.settings.putSetting('x', 0);
      await tx.settings.putSetting('y', 0);
    });
    const tries = { x: 0, y: 0 };
    const bothHold = barrier(2);
    const add = (first: 'x' | 'y', second: 'x' | 'y') =>
      store.write(ctx, quiet, async (tx) => {
        tries[first] += 1;
        await tx.sql(`update settings set value = to_jsonb(value::int + 1) where key = $1`, [first]);
        if (tries[first] === 1) await bothHold();
        await tx.sql(`update settings set value = to_jsonb(value::int + 1) where key = $1`, [second]);
      });
    await Promise.all([add('x', 'y'), add('y', 'x')]);
    expect([await store.settings.setting('x'), await store.settings.setting('y')]).toEqual([2, 2]);
    expect(tries.x + tries.y).toBe(3);
    await close();
  });

  test('whose connections are cut answers "unavailable" once, and works again', async () => {
    const { store, database, close } = await testStore(postgres?.make);
    const cut = store.write(ctx, quiet, async (tx) => {
      await tx.settings.putSetting('cut', 1);
      await database.sql(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      await tx.settings.putSetting('cut', 2);
    });
    await expect(cut).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('DATABASE_URL') });
    await store.write(ctx, quiet, (tx) => tx.settings.putSetting('cut', 3));
    expect(await store.settings.setting('cut')).toBe(3);
    await close();
  });
});

/** A place to wait at until `n` are there. */
function barrier(n: number): () => Promise<void> {
  let arrived = 0;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived === n) open();
    return opened;
  };
}
