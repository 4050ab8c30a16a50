import type { App } from '#src/app.ts';
import type { Deps } from '#src/ports/deps.ts';
import { systemActor } from './system-actor.ts';

/** A job must not look dead: the next one goes on with what is left. */
const PART_MS = 4 * 60_000;

/** Keeps the counts of days for reports until all are kept; what changes meanwhile is the next job's. */
export async function rollUp({ runtime }: Deps, app: App, stopping: AbortSignal): Promise<void> {
  const startedAt = runtime.now().getTime();
  for (;;) {
    const tookMs = Math.max(0, runtime.now().getTime() - startedAt);
    if (stopping.aborted || tookMs > PART_MS) return;
    const { more } = await app.verbs.rollUp(systemActor('roll-up'), { tookMs });
    if (!more) return;
  }
}
