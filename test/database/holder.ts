import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A process opening `dataDir`; `said` is its first line: "open", or why not. With the other script it only takes the lock. */
export function startHolder(
  dataDir: string,
  url = '',
  script: 'open-and-wait.ts' | 'lock-and-wait.ts' = 'open-and-wait.ts',
): { child: ChildProcess; said: Promise<string>; ended: Promise<unknown> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), dataDir, url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = new Promise<string>((done) => {
    child.stdout?.once('data', (chunk) => done(String(chunk).trim()));
    child.once('exit', () => done(''));
  });
  return { child, said, ended: once(child, 'exit') };
}

/** Kills the process that makes `dataDir` as soon as a path in it matches, two levels deep: a moment that is the same on any machine. */
export async function killAtSight(
  { child, ended }: { child: ChildProcess; ended: Promise<unknown> },
  dataDir: string,
  sight: RegExp,
): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await twoLevels(dataDir)).some((path) => sight.test(path))) {
    if (child.exitCode !== null || Date.now() > end)
      throw new Error(`It ended, or took too long, before ${sight} was in ${dataDir}.`);
    await new Promise((done) => setTimeout(done, 2));
  }
  child.kill('SIGKILL');
  await ended;
}

/** What lies in a folder and in its folders; what goes while we look is not there. */
async function twoLevels(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const inside = names.map(async (name) =>
    (await readdir(join(folder, name)).catch(() => [])).map((one) => `${name}/${one}`),
  );
  return [...names, ...(await Promise.all(inside)).flat()];
}

/** Runs `work` with a folder of its own, removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-test-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
