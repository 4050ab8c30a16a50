import { randomBytes, randomFillSync } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import pino from 'pino';
import type { Log, Runtime } from '#src/ports/runtime.ts';

export type RuntimeOptions = {
  level: 'silent' | 'error' | 'warn' | 'info';
  /** A clock of its own, for the demo. */
  now?: () => Date;
};

/** The real world: the clock, ids that sort by time, random numbers, a log of JSON lines on standard error. */
export function createRuntime({ level, now = () => new Date() }: RuntimeOptions): Runtime {
  return {
    now,
    id: () => createId(Date.now()),
    random: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
    token: () => randomBytes(32).toString('base64url'),
    elapsedMs: () => Math.round(performance.now() * 1_000) / 1_000,
    log: createLog(level),
  };
}

function createLog(level: RuntimeOptions['level']): Log {
  const logger = pino(
    { level, base: null, messageKey: 'event', timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: false }),
  );
  return (event, facts = {}, at = 'info') => logger[at](facts, event);
}

const noise = new Uint8Array(10);

/** A UUID version 7 without dashes: 48 bits of milliseconds, then chance. */
function createId(atMs: number): string {
  randomFillSync(noise);
  noise[0] = 0x70 | ((noise[0] ?? 0) & 0x0f);
  noise[2] = 0x80 | ((noise[2] ?? 0) & 0x3f);
  return atMs.toString(16).padStart(12, '0') + Buffer.from(noise).toString('hex');
}
