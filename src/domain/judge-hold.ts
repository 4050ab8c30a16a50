/** How the judge's endpoint has answered lately; stored, so that all replicas leave it in peace alike. */
export type JudgeHealth = {
  /** Failures running. */
  failures: number;
  /** ISO 8601; nobody asks before then. */
  heldUntil?: string;
  lastError?: string;
  lastFailedAt?: string;
};

export const HEALTHY: JudgeHealth = { failures: 0 };

/** So many failures running, and the endpoint is left in peace for a while. */
const FAILURES = 3;
const MINUTE_MS = 60_000;
const LONGEST_MS = 60 * MINUTE_MS;

/** The health after a failure: from the third running on nobody asks for 1, 2, 4 … 60 minutes. */
export function afterFailure(before: JudgeHealth, error: string, now: Date): JudgeHealth {
  const failures = before.failures + 1;
  const over = failures - FAILURES;
  const pauseMs = over < 0 ? 0 : Math.min(LONGEST_MS, MINUTE_MS * 2 ** Math.min(over, 10));
  return {
    failures,
    ...(pauseMs === 0 ? {} : { heldUntil: new Date(now.getTime() + pauseMs).toISOString() }),
    lastError: error,
    lastFailedAt: now.toISOString(),
  };
}

/** Until when nobody asks; undefined when anybody may. */
export function heldUntil({ heldUntil: until }: JudgeHealth, now: Date): Date | undefined {
  const at = until === undefined ? undefined : new Date(until);
  return at !== undefined && at > now ? at : undefined;
}
