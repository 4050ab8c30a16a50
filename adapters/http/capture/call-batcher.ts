import type { Actor } from '#src/domain/actor.ts';
import { AppError } from '#src/errors.ts';
import type { CaptureBatch, Captured } from './capture-batch.ts';
import { createWaitingCalls, type WaitingBatch } from './waiting-calls.ts';

/** How long a lone call waits for company. */
const GATHER_MS = 2;
const BATCHES_AT_ONCE = 2;

/** Gathers calls that arrive together, each in a request of its own, into transactions; refuses with `limit` when too many wait. */
export function createCallBatcher(capture: CaptureBatch, limits: { waitingCalls: number; waitingBytes: number }) {
  const waiting = createWaitingCalls(limits);
  let running = 0;
  let timer: NodeJS.Timeout | undefined;

  function add(actor: Actor, call: unknown, bytes: number): Promise<Captured> {
    if (!waiting.hasRoom(bytes)) {
      const message =
        'More calls arrive than can be stored. Send this one again in a moment, or many in one request as NDJSON.';
      return Promise.reject(new AppError('limit', message, { retryAfterMs: 1_000 }));
    }
    return new Promise((done, failed) => {
      if (waiting.add(actor, { call, bytes, done, failed })) start();
      else timer ??= setTimeout(start, GATHER_MS);
    });
  }

  function start(): void {
    clearTimeout(timer);
    timer = undefined;
    while (running < BATCHES_AT_ONCE) {
      const next = waiting.takeBatch();
      if (!next) return;
      running += 1;
      void store(next);
    }
  }

  async function store({ actor, batch }: WaitingBatch): Promise<void> {
    try {
      const outcomes = await capture(
        actor,
        batch.map(({ call }) => call),
      );
      for (const [i, outcome] of outcomes.entries()) {
        if ('error' in outcome) batch[i]?.failed(outcome.error);
        else batch[i]?.done(outcome);
      }
    } catch (error) {
      for (const { failed } of batch) failed(error);
    } finally {
      waiting.release(batch);
      running -= 1;
      start();
    }
  }

  return { add };
}
