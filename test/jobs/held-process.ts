import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ReleaseStack } from '#src/ports/runtime.ts';
import { until } from './live-core.ts';

/** A process of a script beside this file: what it said, a wait until it says something, and its kill. */
export function heldProcess(script: string, args: readonly string[], releases: Pick<ReleaseStack, 'push'>) {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  if (child.stdout) createInterface(child.stdout).on('line', (line) => lines.push(line));
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  releases.push('holder', kill);
  return {
    lines,
    kill,
    says: (line: string) =>
      until(`it says "${line}" (it said: ${lines.join(', ')})`, () => lines.includes(line), 60_000),
  };
}
