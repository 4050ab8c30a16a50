import { type ClaimExpiry, type ClaimSla, claimExpiry } from '#src/domain/claim-expiry.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import type { AuditRow, Reads } from '#src/ports/store.ts';

/** The audit event of a claim's reminder. */
export const CLAIM_REMINDED = 'claim.reminded';

export type ClaimTimes = ClaimExpiry & {
  /** Since when the claim counts. */
  since: Date;
  remindedAt?: Date;
};

/** When a claimed review's owner is reminded and when it is released, read from what has happened to it. */
export async function claimTimes(
  reads: Pick<Reads, 'audit'>,
  sla: ClaimSla,
  review: Pick<StoredReview, 'id' | 'claimedAt' | 'createdAt'>,
  now: Date,
): Promise<ClaimTimes> {
  const claimedAt = review.claimedAt ?? review.createdAt;
  const early = claimExpiry(sla, claimedAt, undefined);
  if (early.remindAt > now) return { ...early, since: claimedAt };
  const rows = await reads.audit(`review:${review.id}`, 200);
  // What comes back from being snoozed or decided keeps its owner, and gets its hours again.
  const since = latest(rows, ['review.woken', 'review.reopened'], claimedAt) ?? claimedAt;
  const remindedAt = latest(rows, [CLAIM_REMINDED], since);
  return { ...claimExpiry(sla, since, remindedAt), since, ...(remindedAt === undefined ? {} : { remindedAt }) };
}

function latest(rows: readonly AuditRow[], events: readonly string[], from: Date): Date | undefined {
  const times = rows.filter(({ event, at }) => events.includes(event) && at >= from).map(({ at }) => at.getTime());
  return times.length === 0 ? undefined : new Date(Math.max(...times));
}
