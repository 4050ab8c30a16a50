import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cli = join(import.meta.dirname, '../../src/cli.ts');

/** A running `ratchet serve`. */
export type RatchetProcess = {
  child: ChildProcess;
  url: string;
  /** Everything it said on its error stream. */
  said(): string;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; the exit code and how long it took. */
  stop(): Promise<{ code: number | null; ms: number }>;
};

export type Place = { dataDir: string; databaseUrl?: string | undefined; env?: Record<string, string> };

/** Starts the real process without waiting; `ready` gives its address, or undefined when it ended before. */
export function spawnRatchet({ dataDir, databaseUrl, env = {} }: Place) {
  const child = spawn(process.execPath, [cli, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      RATCHET_DATA: dataDir,
      RATCHET_POLICY: join(dataDir, '..', 'ratchet.yaml'),
      ...(databaseUrl ? { DATABASE_URL: databaseUrl, RATCHET_SECRET: SECRET } : {}),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const ready = new Promise<string | undefined>((resolve) => {
    child.stdout.once('data', (chunk) => resolve(/http:\S+/.exec(String(chunk))?.[0]));
    void ended.then(() => resolve(undefined));
  });
  return { child, ready, ended, said: () => said };
}

/** Starts the real process and waits until it listens; fails with what it said. */
export async function startRatchet(place: Place): Promise<RatchetProcess> {
  const { child, ready, ended, said } = spawnRatchet(place);
  const url = await ready;
  if (url === undefined) throw new Error(`Ratchet ended before it listened: ${said()}`);
  return {
    child,
    url,
    said,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      const began = Date.now();
      child.kill('SIGTERM');
      const [code] = await ended;
      return { code, ms: Date.now() - began };
    },
  };
}

/** The secret of the tests' processes, the same for every start. */
export const SECRET = randomBytes(32).toString('hex');

const POLICY = `
compliance:
  - { id: consent, title: Cancelled without confirming, kind: consent_before_tool, tool: cancel_* }
tools: { read: ['get_*'], write: ['cancel_*'] }
failureModes:
  - { id: cancel-without-consent, title: Cancelled without consent, owner: ann, suggestedBy: ['compliance:consent'] }
`;

/** Runs `work` with a folder of its own that holds a ratchet.yaml; the data folder is to be `data` in it. */
export async function withInstallation<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-faults-'));
  try {
    await writeFile(join(folder, 'ratchet.yaml'), POLICY);
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
