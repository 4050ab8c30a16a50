import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
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

/** Runs `work` with a folder of its own, removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-test-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
