import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cli = join(import.meta.dirname, '../../src/cli.ts');

export type Ended = { code: number | null; stdout: string; stderr: string };
export type RunningCli = {
  child: ChildProcess;
  ended: Promise<Ended> /** Resolves once the error stream holds the text. */;
  says(text: string): Promise<void>;
};

/** A folder for one test: the command runs in it, its data folder is inside it. */
export function scratchFolder(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-cli-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts the real process with nothing of our own environment but the path. */
export function startCli(
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string>; stdin?: string },
): RunningCli {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: options.cwd,
    env: { PATH, HOME: options.cwd, RATCHET_DATA: join(options.cwd, 'data'), RATCHET_LOG: 'silent', ...options.env },
  });
  let stdout = '';
  let stderr = '';
  const waiting: { text: string; done: () => void }[] = [];
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
    for (const one of waiting) if (stderr.includes(one.text)) one.done();
  });
  child.stdin.end(options.stdin ?? '');
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return {
    child,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        if (stderr.includes(text)) return resolve();
        waiting.push({ text, done: resolve });
        void ended.then(() => reject(new Error(`It ended without saying "${text}": ${stderr}`)));
      }),
  };
}

/** Runs the real process to its end. */
export function runCli(args: readonly string[], options: Parameters<typeof startCli>[1]): Promise<Ended> {
  return startCli(args, options).ended;
}
