/** What went wrong, in a way every edge knows how to show: HTTP status, private chat answer, form error, job retry. */
export type ErrorCode = 'invalid' | 'forbidden' | 'not_found' | 'conflict' | 'limit' | 'unavailable';

/** One problem of an input: a dotted path ("turns.3.text", "" for the whole) and what it should be. */
export type Problem = { path: string; message: string };

export type ErrorDetails = {
  /** Field by field, for `invalid`. */
  problems?: readonly Problem[];
  /** The current state the loser of a race should be shown, for `conflict`. */
  current?: unknown;
};

/** The one error class; its message is safe to show to a person and says what to do next. Anything else thrown is a bug. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: ErrorDetails; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** HTTP status of each code. `limit` is 413 for size and 429 for rate: `retryAfterMs` tells which. */
export function httpStatus(error: AppError): 400 | 403 | 404 | 409 | 413 | 429 | 503 {
  switch (error.code) {
    case 'invalid':
      return 400;
    case 'forbidden':
      return 403;
    case 'not_found':
      return 404;
    case 'conflict':
      return 409;
    case 'limit':
      return error.retryAfterMs === undefined ? 413 : 429;
    case 'unavailable':
      return 503;
  }
}

export function invalid(message: string, problems: readonly Problem[] = []): AppError {
  return new AppError('invalid', message, { details: { problems } });
}

export function notFound(what: string): AppError {
  return new AppError('not_found', `${what} does not exist, or you may not see it.`);
}

export function forbidden(message: string): AppError {
  return new AppError('forbidden', message);
}

export function conflict(message: string, current?: unknown): AppError {
  return new AppError('conflict', message, { details: { current } });
}
