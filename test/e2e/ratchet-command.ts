import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLock } from '#adapters/database/lock.ts';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'bin', 'ratchet.mjs');

export type Ended = { code: number | null; out: string; err: string };
export type Listening = {
  url: string;
  /** Everything it said so far. */
  said(): string;
  stop(): Promise<void>;
};

/** Runs `ratchet <words>` to its end, on settings of its own and none of this machine's. */
export async function runRatchet(words: readonly string[], env: Record<string, string>): Promise<Ended> {
  const { child, ended, text } = start(words, env);
  await ended;
  return { code: child.exitCode, ...text };
}

/** Starts `ratchet <words>` on the data folder of `env`, and waits until its output says `until` (its first line). */
export async function listenRatchet(
  words: readonly string[],
  env: { RATCHET_DATA: string } & Record<string, string>,
  until = /\n/,
): Promise<Listening> {
  const { child, ended, text } = start(words, { PORT: '0', ...env });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => until.test(text.out) && resolve());
    void ended.then(() => reject(new Error(`ratchet ${words.join(' ')} ended before it listened: ${text.err}`)));
  });
  const url = (await readLock(env.RATCHET_DATA))?.url;
  if (url === undefined) throw new Error(`ratchet ${words.join(' ')} told nobody its address: ${text.out}`);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { url, said: () => `${text.out}${text.err}`, stop };
}

function start(words: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [bin, ...words], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    text.out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    text.err += String(chunk);
  });
  return { child, ended: once(child, 'close'), text };
}

/** A folder for data, and how to remove it. */
export async function emptyFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-loop-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) };
}
