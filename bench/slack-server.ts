import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type Server = { url: string; key: string; stop(): Promise<void> };

const root = join(import.meta.dirname, '..');

function wholeEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...process.env, PORT: '0', RATCHET_SECRET: 'x'.repeat(32), ...env };
}

/** A key for ingest and metrics, made before the server runs: with Slack configured nobody is let in without one. */
export async function makeKey(env: NodeJS.ProcessEnv): Promise<string> {
  const options = ['src/cli.ts', 'keys', 'create', '--scope', 'ingest,read', '--name', 'bench'];
  const { stdout } = await promisify(execFile)(process.execPath, options, { cwd: root, env: wholeEnv(env) });
  return stdout.trim();
}

/** `ratchet serve` in a process of its own. */
export async function startServer(env: NodeJS.ProcessEnv, key: string): Promise<Server> {
  const child = spawn(process.execPath, ['src/cli.ts', 'serve'], {
    cwd: root,
    env: wholeEnv(env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill());
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  child.stdout.resume();
  return {
    url: /http:\S+/.exec(String(said))?.[0] ?? '',
    key,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Seconds of processor time that the server's process has used. */
export async function cpuSeconds({ url, key }: Server): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  return Number(/^ratchet_process_cpu_seconds_total (\S+)/m.exec(await answer.text())?.[1]);
}
