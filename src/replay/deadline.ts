import { AppError } from '#src/errors.ts';

/**
 * Runs a step with at most `ms` milliseconds: its signal aborts then, or when `outer` does, and the promise rejects at once even if the
 * step ignores the signal. Rejects with AppError `unavailable` and the given message, or with the outer signal's reason.
 */
export async function withDeadline<T>(
  step: (signal: AbortSignal) => Promise<T>,
  ms: number,
  message: string,
  outer: AbortSignal,
): Promise<T> {
  outer.throwIfAborted();
  const controller = new AbortController();
  let give: (reason: unknown) => void = () => {};
  const over = new Promise<never>((_resolve, reject) => {
    give = (reason) => {
      reject(reason);
      controller.abort(reason);
    };
  });
  const onOuter = () => give(outer.reason);
  const timer = setTimeout(() => give(new AppError('unavailable', message)), ms);
  outer.addEventListener('abort', onOuter, { once: true });
  try {
    return await Promise.race([step(controller.signal), over]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', onOuter);
  }
}
