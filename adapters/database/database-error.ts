import { AppError, invalid } from '#src/errors.ts';

/** What a failed statement says of itself: PostgreSQL's code (or the system's, or Prisma's) and its message. */
type Failure = { codes: string[]; text: string };

/** Turns a driver's error into an AppError where a person can do something about it; anything else passes as it is: a bug. */
export function translateError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const failure = readFailure(error);
  const has = (...codes: string[]) => codes.some((code) => failure.codes.includes(code));
  if (has('23505', 'P2002'))
    return new AppError('conflict', 'Somebody was faster: it is there already. Look again.', { cause: error });
  if (has('23503', 'P2003'))
    return withCause(invalid('It names something that does not exist (any more). Look again.'), error);
  if (has('40001', '40P01', 'P2034'))
    // Tried again already (write.ts): a job may try later, where a conflict would count as done.
    return unavailable('Somebody changed the same at the same moment. Try again.', error);
  if (has('53100', 'ENOSPC') || /no space left on device|could not extend file/i.test(failure.text)) {
    return unavailable(
      'The disk of the database is full. Free some space; what was being written was not saved.',
      error,
    );
  }
  if (has('P2028')) return unavailable('The database took too long and the change was rolled back. Try again.', error);
  if (has('P2024', '53300', 'P2037') || /timeout exceeded when trying to connect/.test(failure.text)) {
    return unavailable('The database has no free connection. Try again in a moment.', error);
  }
  if (has('28P01', '28000', 'P1000', '3D000', 'P1003')) {
    return unavailable('The database refuses the user, the password or the database name. Check DATABASE_URL.', error);
  }
  if (
    failure.codes.some(isGone) ||
    /connection terminated|pglite is closed|not queryable|cannot use a pool after calling end/i.test(failure.text)
  ) {
    return unavailable('The database does not answer. Check that it runs and that DATABASE_URL is right.', error);
  }
  if (/RuntimeError|Aborted\(|unreachable|memory access out of bounds/.test(failure.text)) {
    return unavailable('The embedded database stopped. Restart Ratchet; what was committed is safe.', error);
  }
  return error;
}

/** Whether trying the same transaction again may work: it lost to another one. */
export function lostARace(error: unknown): boolean {
  const { codes } = readFailure(error);
  return codes.some((code) => code === '40001' || code === '40P01' || code === 'P2034');
}

function isGone(code: string): boolean {
  return /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|EAI_AGAIN|P1001|P1002|P1017|57P0[1-5]|08...|57P03)$/.test(
    code,
  );
}

function unavailable(message: string, cause: unknown): AppError {
  return new AppError('unavailable', message, { retryAfterMs: 2_000, cause });
}

function withCause(error: AppError, cause: unknown): AppError {
  return new AppError(error.code, error.message, { details: error.details, cause });
}

/** Walks an error, its causes, and what Prisma hangs on it (meta.driverAdapterError.cause). */
function readFailure(error: unknown): Failure {
  const codes: string[] = [];
  const texts: string[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value) || seen.size > 20) return;
    seen.add(value);
    const part = value as Record<string, unknown>;
    for (const key of ['code', 'originalCode']) if (typeof part[key] === 'string') codes.push(part[key]);
    for (const key of ['name', 'message', 'originalMessage']) if (typeof part[key] === 'string') texts.push(part[key]);
    if (part['kind'] === 'TransactionWriteConflict') codes.push('40001');
    for (const key of ['cause', 'meta', 'driverAdapterError']) visit(part[key]);
    if (Array.isArray(part['errors'])) part['errors'].forEach(visit);
  };
  visit(error);
  return { codes, text: texts.join('\n') };
}
