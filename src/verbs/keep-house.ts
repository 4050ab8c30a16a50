import { z } from 'zod';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import type { Reads } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { changeReview } from './change-review.ts';

/** No platform tries again so long after. */
const RECEIPT_DAYS = 2;
/** What no call confirmed for so long may be told differently by the tool of today. */
const RESULT_DAYS = 90;
const DAY_MS = 24 * 3_600_000;

type Removed = { raws: number; tokens: number; receipts: number; toolResults: number };

/** Removes raw payloads past their days, expired tokens, old receipts and old results of tools; wakes snoozed reviews. Safe to run at any time, twice. */
export const keepHouse = verb({
  name: 'house.keep',
  input: z.object({}),
  allow: {},
  async run(deps, ctx): Promise<Removed & { woken: number }> {
    const daysAgo = (days: number) => new Date(ctx.now.getTime() - days * DAY_MS);
    const removed = await deps.store.write(
      ctx,
      (done: Removed) => ({
        event: 'house.kept',
        subject: 'house',
        facts: done,
      }),
      async (tx) => ({
        raws: await tx.calls.deleteRawsBefore(daysAgo(deps.policy.retention.rawDays)),
        tokens: await tx.people.deleteExpiredTokens(ctx.now),
        receipts: await tx.deleteReceiptsBefore(daysAgo(RECEIPT_DAYS)),
        toolResults: await tx.toolResults.deleteBefore(daysAgo(RESULT_DAYS)),
      }),
    );
    const due = await dueReviews(deps.store, ctx.now);
    for (const review of due) {
      await changeReview(deps, ctx, review.id, (r) => ({
        event: 'review.woken',
        change: isDue(r, ctx.now) ? { state: r.ownerId ? 'claimed' : 'open', snoozedUntil: undefined } : undefined,
      }));
    }
    return { ...removed, woken: due.length };
  },
});

function isDue({ state, snoozedUntil }: StoredReview, now: Date): boolean {
  return state === 'snoozed' && snoozedUntil !== undefined && snoozedUntil <= now;
}

const PAGE = 500;

async function dueReviews(reads: Reads, now: Date): Promise<StoredReview[]> {
  const due: StoredReview[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await reads.reviews.list({ states: ['snoozed'], order: 'oldest', limit: PAGE, offset });
    due.push(...page.filter((review) => isDue(review, now)));
    if (page.length < PAGE) return due;
  }
}
