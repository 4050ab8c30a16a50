import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { parseBoundedJson } from '#src/domain/bounded-json.ts';
import { cleanText } from '#src/domain/plain-text.ts';
import { AppError } from '#src/errors.ts';
import { createLineReader } from './line-reader.ts';

export type AgentProcess = {
  send(message: object): void;
  /** The next message; rejects with `unavailable` when the process ended, or wrote something else than an object a line. */
  receive(signal: AbortSignal): Promise<Record<string, unknown>>;
  /** Closes its input, waits a moment, then ends it with whatever it started. */
  stop(): Promise<void>;
};

const MAX_LINE = 2_000_000;
const GRACE_MS = 1_000;

/** Starts a program (no shell) that speaks JSON lines; in `env` it finds what is given, nothing of ours. */
export function startAgentProcess(command: readonly string[], env: NodeJS.ProcessEnv): AgentProcess {
  const [program = '', ...args] = command;
  // A group of its own, so that what it starts ends with it.
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const { stdin, stdout, stderr } = child as ChildProcess & { stdin: Writable; stdout: Readable; stderr: Readable };
  let startFault: Error | undefined;
  let complaint = '';
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      startFault = error;
      resolve();
    });
    child.once('close', () => resolve());
  });
  stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-500);
  });
  // Writing to one that died is told where its answer is waited for.
  stdin.on('error', () => {});
  const lines = createLineReader(stdout, MAX_LINE);
  return {
    send: (message) => void stdin.write(`${JSON.stringify(message)}\n`),
    async receive(signal) {
      signal.throwIfAborted();
      const line = await untilAborted(lines.next(), signal);
      if (line === undefined) {
        await gone;
        throw new AppError('unavailable', endWords(program, startFault, child, complaint));
      }
      return parseMessage(line);
    },
    async stop() {
      stdin.end();
      // Output that nobody reads any more would keep it from ending, and us from seeing that it did.
      stdout.destroy();
      await Promise.race([gone, delay(GRACE_MS, undefined, { ref: false })]);
      killGroup(child);
      await gone;
    },
  };
}

function parseMessage(line: string): Record<string, unknown> {
  const shown = line.slice(0, 60);
  let data: unknown;
  try {
    data = parseBoundedJson(line);
  } catch (error) {
    const why = error instanceof AppError ? error.message : '';
    throw new AppError(
      'unavailable',
      `The agent's process wrote something else than JSON (${shown}…). ${why} Its standard output is for the protocol only; see docs/agent-protocol.md.`,
    );
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new AppError(
      'unavailable',
      `The agent's process wrote a line outside the protocol (${shown}…); see docs/agent-protocol.md.`,
    );
  return data as Record<string, unknown>;
}

function endWords(program: string, fault: Error | undefined, child: ChildProcess, complaint: string): string {
  if (fault) return `${program} could not be started (${fault.message}); correct the target's command.`;
  const how = child.signalCode ?? `exit ${child.exitCode}`;
  const last = cleanText(complaint.trim().split('\n').at(-1) ?? '').slice(0, 300);
  return `The agent's process broke off (${how})${last === '' ? '' : `: ${last}`}; run its command by hand to see why.`;
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: () => void = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  // Whichever loses must not count as unhandled.
  promise.catch(() => {});
  aborted.catch(() => {});
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
