import type { Metrics } from '#adapters/http/metrics.ts';
import type { App } from '#src/app.ts';
import type { Actor } from '#src/domain/actor.ts';
import { AppError } from '#src/errors.ts';

/** How one call came in, as the verb says it. */
export type Captured = Awaited<ReturnType<App['verbs']['captureCalls']>>[number];
/** Or what it failed with, alone. */
export type Outcome = Captured | { error: unknown };

/** At most this many calls, or this many bytes of JSON, go into one transaction. */
export const BATCH_CALLS = 100;
export const BATCH_BYTES = 2_000_000;

export type CaptureBatch = (actor: Actor, calls: readonly unknown[]) => Promise<Outcome[]>;

/** Stores a batch; when it fails for a reason that may be one call's, each is tried alone, so that it fails nobody else's. */
export function createCaptureBatch({ verbs }: Pick<App, 'verbs'>, metrics: Metrics): CaptureBatch {
  const count = (outcomes: readonly Outcome[]) => {
    for (const outcome of outcomes) metrics.captured('error' in outcome ? 'failed' : outcome.status, 1);
  };
  return async (actor, calls) => {
    const outcomes = await captureAll(verbs, actor, calls);
    count(outcomes);
    return outcomes;
  };
}

async function captureAll(verbs: App['verbs'], actor: Actor, calls: readonly unknown[]): Promise<Outcome[]> {
  try {
    return await verbs.captureCalls(actor, { calls: [...calls] });
  } catch (error) {
    if (calls.length === 1 || (error instanceof AppError && error.code !== 'invalid'))
      return calls.map(() => ({ error }));
    const outcomes: Outcome[] = [];
    for (const call of calls) outcomes.push(...(await captureAll(verbs, actor, [call])));
    return outcomes;
  }
}
