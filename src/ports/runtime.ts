/** What the world gives the core: time, ids, random numbers, a log. */
export type Runtime = {
  now(): Date;
  /** A new id that sorts by time (UUID v7 without dashes is fine). */
  id(): string;
  /** 0 <= n < 1 */
  random(): number;
  /** An unguessable token of 32 random bytes, base64url. */
  token(): string;
  /** Milliseconds of a clock that never jumps; only for measuring. */
  elapsedMs(): number;
  log: Log;
};

/** `event` is `noun.past` ("review.claimed"); facts never hold transcript text, payloads, names or tokens. */
export type Log = (event: string, facts?: Readonly<Record<string, unknown>>, level?: 'info' | 'warn' | 'error') => void;

/** What a factory opens it pushes here; the process pops it in reverse on SIGTERM. */
export type ReleaseStack = {
  push(name: string, release: () => Promise<void> | void): void;
  releaseAll(): Promise<void>;
  readonly size: number;
};
