import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStore } from '#adapters/database/create-store.ts';
import { openDatabase } from '#adapters/database/open-database.ts';
import { prepareDataFolder } from '#test/prepared-folder.ts';
import { contextAt, nextId, releaseStack } from '#test/store.ts';
import { killAtSight, startHolder, withFolder } from './holder.ts';

const now = new Date('2026-11-20T08:00:00.000Z');

async function openHere(dataDir: string) {
  const releases = releaseStack();
  const database = await openDatabase({ dataDir, startedAt: now }, { releases, log: () => undefined });
  const store = createStore({ database, enqueue: async () => true, id: nextId });
  return { store, close: () => releases.releaseAll() };
}

const putA = (store: Awaited<ReturnType<typeof openHere>>['store']) =>
  store.write(contextAt(now), { event: 'setting.put', subject: 'setting:a' }, (tx) => tx.settings.putSetting('a', 1));

test(
  'what was committed is there after the next start, and the folder holds nothing half-made',
  () =>
    withFolder(async (folder) => {
      const first = await openHere(join(folder, 'new', 'data'));
      await putA(first.store);
      await first.close();
      const second = await openHere(join(folder, 'new', 'data'));
      expect(await second.store.settings.setting('a')).toBe(1);
      await second.close();
      expect(await readdir(join(folder, 'new', 'data'))).toEqual(['pg']);
    }),
  60_000,
);

test(
  'a second process is told who runs, and gets the folder once that one was killed',
  () =>
    withFolder(async (folder) => {
      await prepareDataFolder(folder);
      const first = startHolder(folder, 'http://127.0.0.1:4711');
      expect(await first.said).toBe('open');
      const second = startHolder(folder);
      expect(await second.said).toBe(
        `conflict: Another Ratchet runs on ${folder} at http://127.0.0.1:4711: stop it, or set RATCHET_DATA to another folder.`,
      );
      first.child.kill('SIGKILL');
      await first.ended;
      const third = startHolder(folder);
      expect(await third.said).toBe('open');
      third.child.stdin?.end();
      await third.ended;
    }),
  60_000,
);

test(
  'killed in its first start, before, in and after the making of the database, the next start works',
  () =>
    withFolder(async (folder) => {
      for (const sight of [/^lock-/, /^pg\.new-\w+\/global$/, /^pg$/])
        await killAtSight(startHolder(folder), folder, sight);
      const next = startHolder(folder);
      expect(await next.said).toBe('open');
      next.child.stdin?.end();
      await next.ended;
      expect((await readdir(folder)).filter((name) => name !== 'pg' && !name.startsWith('pg.new-'))).toEqual([]);
    }),
  120_000,
);

test(
  'a database folder that does not open says what to do',
  () =>
    withFolder(async (folder) => {
      await prepareDataFolder(folder);
      await writeFile(join(folder, 'pg', 'global', 'pg_control'), 'broken');
      await expect(openHere(folder)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('Restore the folder from a backup'),
      });
    }),
  60_000,
);

test('a data folder that cannot be made says which setting to change', () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, 'file'), '');
    await expect(openHere(join(folder, 'file', 'data'))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('RATCHET_DATA'),
    });
  }));
