import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#src/errors.ts';

/** Waits in milliseconds before the second, third … try. */
const WAITS = [200, 500, 1_000, 2_000, 4_000, 8_000];
const LONGEST_MS = 60_000;

/** Does a step that may be done twice until it works: again when the server is away or busy, at most seven times. */
export async function withRetries<T>(step: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let done = 0; ; done += 1) {
    try {
      return await step();
    } catch (error) {
      const wait = WAITS[done];
      if (wait === undefined || !mayPass(error) || signal?.aborted) throw error;
      const asked = Math.min(error.retryAfterMs ?? 0, LONGEST_MS);
      await sleep(Math.max(wait, asked), undefined, signal ? { signal } : {});
    }
  }
}

function mayPass(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false;
  return error.code === 'unavailable' || (error.code === 'limit' && error.retryAfterMs !== undefined);
}
