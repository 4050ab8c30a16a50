import type { Flag } from '#src/domain/signal.ts';
import { localDay } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import type { Tx } from '#src/ports/store.ts';
import type { Context } from '#src/verb.ts';
import { announceReview, redrawLooks } from './announce.ts';
import { updateReview } from './change-review.ts';
import type { ScoredCall } from './score-one.ts';

/**
 * Opens the review of a flagged call, or brings the open one up to date. An occurrence of a pattern that has a card
 * of the last hours is grouped under it; a promoted failure on another version gets a card of its own.
 */
export async function flagCall(tx: Tx, deps: Deps, ctx: Context, scored: ScoredCall & { flag: Flag }): Promise<void> {
  const { whole, flag, score } = scored;
  await lockPattern(tx, flag);
  if (isOfAnEarlierDay(deps, ctx, whole.row.startedAt)) await endLook(tx, whole.row.id);
  const known = await tx.reviews.ofCall(whole.row.id);
  if (known) return refreshReview(tx, deps, ctx, known, scored);

  const recurrenceOf = await recurrence(tx, flag.patternKey, whole.row.agentVersion);
  const fresh = isFresh(deps, ctx, whole.row.startedAt);
  const lead = await leadFor(tx, deps, ctx, { patternKey: flag.patternKey, recurrenceOf, fresh });
  const review: StoredReview = {
    id: await tx.reviews.nextId(),
    callId: whole.row.id,
    agent: whole.row.agent,
    agentVersion: whole.row.agentVersion ?? undefined,
    state: 'open',
    version: 1,
    severity: flag.severity,
    reason: flag.reason,
    patternKey: flag.patternKey,
    score: score.value,
    failureModes: [],
    occurrences: 1,
    lastOccurrenceAt: whole.row.startedAt,
    queueOrder: deps.runtime.random(),
    groupedUnder: lead?.id,
    recurrenceOf,
    callStartedAt: whole.row.startedAt,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  await tx.reviews.insert(review);
  if (fresh && (await tx.tiers.hasArchived(review.agent)))
    await tx.enqueue({ name: 'resurrect', data: { callId: review.callId }, key: review.callId });
  if (lead) return bump(tx, deps, ctx, lead, whole.row.startedAt);
  if (fresh) await announceReview(tx, deps, ctx, review);
  else await offerOldCalls(tx, ctx);
}

/** Only such calls are offered for a look. */
function isOfAnEarlierDay({ policy }: Deps, { now }: Context, startedAt: Date): boolean {
  return localDay(startedAt, policy.timeZone) < localDay(now, policy.timeZone);
}

/** What was offered for a look because nothing had flagged it is in review now. */
async function endLook(tx: Tx, callId: string): Promise<void> {
  const look = await tx.looks.ofCall(callId);
  if (look?.state === 'open') await redrawLooks(tx, look.day);
}

async function refreshReview(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  review: StoredReview,
  { flag, score }: ScoredCall & { flag: Flag },
): Promise<void> {
  if (review.state !== 'open' && review.state !== 'claimed' && review.state !== 'snoozed') return;
  const same = review.reason === flag.reason && review.severity === flag.severity && review.score === score.value;
  if (same && review.patternKey === flag.patternKey) return;
  const { severity, reason, patternKey } = flag;
  const changed = await updateReview(tx, review.id, () => ({
    severity,
    reason,
    patternKey,
    score: score.value,
    updatedAt: ctx.now,
  }));
  if (changed && !changed.groupedUnder) await announceReview(tx, deps, ctx, changed, { onlyKnown: true });
}

async function bump(tx: Tx, deps: Deps, ctx: Context, lead: StoredReview, startedAt: Date): Promise<void> {
  const changed = await updateReview(tx, lead.id, ({ occurrences, lastOccurrenceAt }) => ({
    occurrences: occurrences + 1,
    lastOccurrenceAt: startedAt > lastOccurrenceAt ? startedAt : lastOccurrenceAt,
    updatedAt: ctx.now,
  }));
  if (changed) await announceReview(tx, deps, ctx, changed, { onlyKnown: true });
}

/** Takes the turn for a pattern: of two first occurrences at once, one gets the card. */
export async function lockPattern(tx: Tx, { patternKey }: Pick<Flag, 'patternKey'>): Promise<void> {
  await tx.lock(`pattern:${patternKey}`);
}

/** How many of a pattern's newest reviews may be its lead: one a version that it came back on. */
const LEADS = 50;

/** The review to group an occurrence under. A fresh call goes only under one that has a card: else nobody would hear of it. */
async function leadFor(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  { patternKey, recurrenceOf, fresh }: { patternKey: string; recurrenceOf: string | undefined; fresh: boolean },
): Promise<StoredReview | undefined> {
  const since = new Date(ctx.now.getTime() - deps.policy.grouping.windowHours * 3_600_000);
  const newest = await tx.reviews.list({ patternKey, leadsOnly: true, order: 'newest', limit: LEADS });
  for (const review of newest) {
    if (review.createdAt < since || review.recurrenceOf !== recurrenceOf) continue;
    if (!fresh) return review;
    const messages = await tx.deliveries.ofSubject(`review:${review.id}`);
    if (messages.some(({ kind }) => kind === 'card')) return review;
  }
  return undefined;
}

/** The scenario that should have caught it: promoted from this pattern on another version. */
async function recurrence(tx: Tx, patternKey: string, version: string | null): Promise<string | undefined> {
  const scenario = await tx.scenarios.ofPattern(patternKey);
  return scenario && scenario.agentVersion !== (version ?? undefined) ? scenario.id : undefined;
}

function isFresh(deps: Deps, ctx: Context, startedAt: Date): boolean {
  return ctx.now.getTime() - startedAt.getTime() <= deps.policy.grouping.cardMaxAgeHours * 3_600_000;
}

/** An import of old calls does not flood a channel: one post, a little later, offers the worst of them. */
async function offerOldCalls(tx: Tx, ctx: Context): Promise<void> {
  await tx.enqueue({
    name: 'old-calls-summary',
    data: { since: ctx.now.toISOString() },
    key: 'old-calls',
    delayMs: 20_000,
  });
}
