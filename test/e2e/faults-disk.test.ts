import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWith, inCi } from '#test/needs.ts';
import { prepareDataFolder } from '#test/prepared-folder.ts';
import { numberedCall, readDatabase, sendCall } from './faults-calls.ts';
import { spawnRatchet, startRatchet } from './faults-process.ts';

/** A disk of its own takes root and the right to mount. In CI too a container may lack it. */
const missing = canMount() ? undefined : 'mounting a small disk is not permitted here';

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onDisk(megabytes: number, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  try {
    await work(folder);
  } finally {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes until there is no room left; the file to remove again. */
function fill(folder: string): string {
  const path = join(folder, 'ballast');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(65_536);
  try {
    while (writeSync(file, block) === block.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
  return path;
}

const title = 'a full disk under the embedded database';
const suite = missing !== undefined && inCi ? test.skip : test;

describeWith(inCi ? undefined : missing, title, () => {
  suite(
    'is told to the sender, and nothing is lost when there is room again',
    () =>
      onDisk(160, async (folder) => {
        const place = { dataDir: await prepareDataFolder(join(folder, 'data')) };
        const running = await startRatchet(place);
        expect(await sendCall(running.url, numberedCall(1))).toBe(true);
        const ballast = fill(folder);
        await new Promise((done) => setTimeout(done, 300));
        const answer = await fetch(`${running.url}/v1/calls`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(numberedCall(2)),
        });
        expect(answer.status).toBe(503);
        expect(await answer.text()).toMatch(/The disk of .* is full .*free at least 100 MB/);
        expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
        rmSync(ballast);
        await new Promise((done) => setTimeout(done, 300));
        expect(await sendCall(running.url, numberedCall(4))).toBe(true);
        expect((await running.stop()).code).toBe(0);
        const again = await startRatchet(place);
        expect((await again.stop()).code).toBe(0);
        const [calls] = await readDatabase(place);
        expect(calls?.map((call) => call['source_call_id']).sort()).toEqual(['call-1', 'call-4']);
      }),
    120_000,
  );

  suite(
    'at the very first start ends it with what to do, and the next start works',
    () =>
      onDisk(160, async (folder) => {
        const ballast = fill(folder);
        const first = spawnRatchet({ dataDir: join(folder, 'data') });
        const [code] = await first.ended;
        expect(code).toBe(1);
        expect(first.said()).toMatch(/free at least 100 MB and start again|cannot be made \(ENOSPC\)/);
        rmSync(ballast);
        const next = await startRatchet({ dataDir: join(folder, 'data') });
        expect((await next.stop()).code).toBe(0);
      }),
    120_000,
  );
});
