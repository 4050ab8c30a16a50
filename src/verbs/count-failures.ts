import { watchedFrom } from '#src/domain/watched-from.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import type { Tx } from '#src/ports/store.ts';
import type { Context } from '#src/verb.ts';

/** After so many newly confirmed failures of a watched mode its fixes are looked at, without waiting for the day to end. */
const LOOK_EVERY = 50;

/** Counts what was just confirmed of one agent where a fix is watched, and has its fixes looked at after every 50 of a mode. */
export async function countFailures(
  tx: Tx,
  ctx: Context,
  { agent }: Pick<StoredReview, 'agent'>,
  failureModes: readonly string[],
  n = 1,
): Promise<void> {
  let isDue = false;
  // In one order, so that two who confirm the same modes never wait for each other in a ring.
  for (const mode of [...failureModes].sort()) {
    if (n < 1 || !(await tx.alarms.isWatched(agent, mode, watchedFrom(ctx.now)))) continue;
    const count = await tx.alarms.countFailures(agent, mode, n);
    isDue ||= Math.floor(count / LOOK_EVERY) > Math.floor((count - n) / LOOK_EVERY);
  }
  if (isDue) await tx.enqueue({ name: 'watch-fixes', data: { agent }, key: agent });
}
