import { z } from 'zod';
import { verb } from '#src/verb.ts';

/** Days counted in one go: few enough that the embedded database is not held for long. */
const DAYS = 8;
/**
 * No write is open for so long (they end after 5 s). What marks a day by another row, as a duplicate's by its original, looked at
 * that row in time, or its own mark is not settled yet.
 */
const SETTLED_MS = 30_000;

/**
 * Keeps the counts of some local days for reports: those under which something changed, then one earlier day that was never counted.
 * Killed anywhere, or twice at once, it leaves counts that are right; `more`: call it again.
 */
export const rollUp = verb({
  name: 'counts.roll_up',
  input: z.object({
    settledMs: z.number().int().min(0).default(SETTLED_MS),
    /** How long the caller has been at it: what came meanwhile is not his. */
    tookMs: z.number().int().min(0).default(0),
  }),
  allow: {},
  async run({ store, policy }, ctx, { settledMs, tookMs }): Promise<{ days: number; more: boolean }> {
    const zone = policy.timeZone;
    const subject = 'counts';
    const from = await store.rollups.rolledFrom(zone);
    if (from === undefined) {
      await store.write(ctx, { event: 'counts.begun', subject, facts: { zone } }, (tx) =>
        tx.rollups.begin(zone, ctx.now),
      );
      return { days: 0, more: true };
    }
    const stale = await store.rollups.stale(zone, { settledMs: settledMs + tookMs, limit: DAYS });
    if (stale.days.length > 0) {
      const cells = await store.rollups.count(zone, stale.days);
      const kept = await store.write(
        ctx,
        (done: boolean) => ({ event: 'counts.rolled_up', subject, facts: { days: done ? stale.days.length : 0 } }),
        (tx) => tx.rollups.put(zone, stale, cells),
      );
      return { days: kept ? stale.days.length : 0, more: kept };
    }
    if (from.isAll) return { days: 0, more: false };
    const stepped = await store.write(
      ctx,
      (to: { day: string } | undefined) => ({
        event: 'counts.stepped_back',
        subject,
        facts: { day: to?.day ?? from.day },
      }),
      (tx) => tx.rollups.stepBack(zone),
    );
    return { days: 0, more: stepped !== undefined && !stepped.isAll };
  },
});
