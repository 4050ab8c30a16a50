import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLock, takeLock } from '#adapters/database/lock.ts';
import { startHolder, withFolder } from './holder.ts';

const startedAt = new Date('2026-11-20T08:00:00.000Z');

test('a lock tells where its holder listens, and is gone when released', () =>
  withFolder(async (folder) => {
    expect(await readLock(folder)).toBeUndefined();
    const lock = await takeLock(folder, startedAt);
    expect(await readLock(folder)).toEqual({ startedAt: startedAt.toISOString() });
    lock.announce('http://127.0.0.1:3000');
    expect(await readLock(folder)).toEqual({ startedAt: startedAt.toISOString(), url: 'http://127.0.0.1:3000' });
    await expect(takeLock(folder, startedAt)).rejects.toMatchObject({
      code: 'conflict',
      message: `Another Ratchet runs on ${folder} at http://127.0.0.1:3000: stop it, or set RATCHET_DATA to another folder.`,
    });
    await lock.release();
    expect(await readLock(folder)).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
    await (await takeLock(folder, startedAt)).release();
  }));

test('a folder whose path is longer than a socket address may be is locked all the same', () =>
  withFolder(async (folder) => {
    const deep = join(folder, 'a'.repeat(120), 'b'.repeat(120));
    await mkdir(deep, { recursive: true });
    const lock = await takeLock(deep, startedAt);
    expect(await readLock(deep)).toEqual({ startedAt: startedAt.toISOString() });
    expect(await readdir(deep)).toEqual([expect.stringMatching(/^lock-/)]);
    await expect(takeLock(deep, startedAt)).rejects.toMatchObject({ code: 'conflict' });
    await lock.release();
    expect(await readdir(deep)).toEqual([]);
  }));

test('of many that start at once one gets the folder, also over the socket of a dead process', () =>
  withFolder(async (folder) => {
    const dead = startHolder(folder, '', 'lock-and-wait.ts');
    expect(await dead.said).toBe('locked');
    dead.child.kill('SIGKILL');
    await dead.ended;
    const left = (await readdir(folder)).filter((name) => name.startsWith('lock-'));
    expect(left).toHaveLength(1);
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(folder, startedAt)));
    const held = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(held).toHaveLength(1);
    expect(await readLock(folder)).toEqual({ startedAt: startedAt.toISOString() });
    expect(await readdir(folder)).not.toContain(left[0]);
    await held[0]?.release();
  }));
