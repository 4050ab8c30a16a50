import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '#src/errors.ts';

const WAITS_MS = [150, 400, 900];
/** Longer than a person waits for an answer. */
const LIMIT_MS = 30_000;
/** Errors that hold what Slack answered. */
const ANSWERED = new Set(['WebAPIHTTPError', 'WebAPIPlatformError', 'WebAPIRateLimitedError']);
/** It never arrived, so it can be sent again. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Tries a call to Slack a few times: after a wait that Slack asked for, and after an error that it answered with. What broke off may
 * have arrived; it is tried again only where that does no harm.
 */
export async function callAgain<T>(run: () => Promise<T>, { harmless = false } = {}): Promise<T> {
  const waits = [...WAITS_MS];
  for (;;) {
    try {
      return await run();
    } catch (error) {
      const pause = waits.shift();
      if (!(error instanceof AppError) || pause === undefined) throw error;
      if (error.code === 'limit' && (error.retryAfterMs ?? 0) <= LIMIT_MS) await wait(error.retryAfterMs ?? pause);
      else if (error.code === 'unavailable' && (harmless || !brokeOff(error))) await wait(pause);
      else throw error;
    }
  }
}

/** Whether nobody knows if Slack took it: the connection broke after it had been made, and no answer came. */
function brokeOff({ cause }: AppError): boolean {
  for (let at = cause, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (ANSWERED.has(at.name) || UNSENT.has(String((at as NodeJS.ErrnoException).code))) return false;
  }
  return cause !== undefined;
}
