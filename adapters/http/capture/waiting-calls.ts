import type { Actor } from '#src/domain/actor.ts';
import { BATCH_BYTES, BATCH_CALLS, type Captured } from './capture-batch.ts';

export type Waiting = {
  call: unknown;
  bytes: number;
  done: (captured: Captured) => void;
  failed: (error: unknown) => void;
};
export type WaitingBatch = { actor: Actor; batch: readonly Waiting[] };

/** Calls that wait for their transaction, in a row per actor; bounded until `release` says that they are stored. */
export function createWaitingCalls({ waitingCalls, waitingBytes }: { waitingCalls: number; waitingBytes: number }) {
  const rows = new Map<string, { actor: Actor; waiting: Waiting[] }>();
  let calls = 0;
  let bytes = 0;

  return {
    hasRoom: (size: number) => calls < waitingCalls && bytes + size <= waitingBytes,
    /** True when the row is long enough for a whole transaction. */
    add(actor: Actor, waiting: Waiting): boolean {
      calls += 1;
      bytes += waiting.bytes;
      const key = `${actor.kind}:${actor.id}`;
      const row = rows.get(key) ?? { actor, waiting: [] };
      rows.set(key, row);
      return row.waiting.push(waiting) >= BATCH_CALLS;
    },
    takeBatch(): WaitingBatch | undefined {
      const [entry] = rows;
      if (!entry) return undefined;
      const [key, { actor, waiting }] = entry;
      // Whoever has more goes to the end, so that one key does not hold up another.
      rows.delete(key);
      const batch = waiting.splice(0, fitting(waiting));
      if (waiting.length > 0) rows.set(key, { actor, waiting });
      return { actor, batch };
    },
    release(batch: readonly Waiting[]): void {
      calls -= batch.length;
      bytes -= batch.reduce((sum, waiting) => sum + waiting.bytes, 0);
    },
  };
}

/** How many from the front fit into one transaction; at least one. */
function fitting(waiting: readonly Waiting[]): number {
  let size = 0;
  let n = 0;
  for (const { bytes } of waiting.slice(0, BATCH_CALLS)) {
    size += bytes;
    if (n > 0 && size > BATCH_BYTES) break;
    n += 1;
  }
  return n;
}
