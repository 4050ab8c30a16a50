import { z } from 'zod';
import { claimExpiry } from '#src/domain/claim-expiry.ts';
import { directChannel } from '#src/domain/direct-channel.ts';
import { isQuiet } from '#src/domain/quiet-hours.ts';
import type { Deps, Destination } from '#src/ports/deps.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import type { Tx } from '#src/ports/store.ts';
import { type Context, verb } from '#src/verb.ts';
import type { Card } from '#src/views/card.ts';
import { claimEndedCard, claimEndsCard } from '#src/views/claim-cards.ts';
import { postWhere } from './announce.ts';
import { changeReview } from './change-review.ts';
import { CLAIM_REMINDED, type ClaimTimes, claimTimes } from './claim-times.ts';
import { personalSettings } from './save-settings.ts';

/**
 * Reminds, once and privately, the owner of each claim that is about to end, and releases those whose time is over.
 * Quiet hours put a reminder off, and with it the release. Safe to run at any time, twice.
 */
export const remindClaims = verb({
  name: 'claim.remind',
  input: z.object({}),
  allow: {},
  async run(deps, ctx): Promise<{ reminded: number; released: number }> {
    const done = { reminded: 0, released: 0 };
    for (const review of await claimedReviews(deps)) {
      const times = await claimTimes(deps.store, deps.policy.sla, review, ctx.now);
      if (times.remindAt > ctx.now) continue;
      const step = await nextStep(deps, ctx, review, times);
      if (step === 'remind' && (await remind(deps, ctx, review, times))) done.reminded += 1;
      if (step === 'release' && (await release(deps, ctx, review, times))) done.released += 1;
    }
    return done;
  },
});

const PAGE = 200;

async function claimedReviews({ store }: Deps): Promise<StoredReview[]> {
  const found: StoredReview[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await store.reviews.list({ states: ['claimed'], order: 'oldest', limit: PAGE, offset });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

async function nextStep(
  { store, policy }: Deps,
  { now }: Context,
  review: StoredReview,
  { remindedAt, releaseAt }: ClaimTimes,
): Promise<'remind' | 'release' | 'wait'> {
  const { reminders, quietHours } = await personalSettings(store, review.ownerId ?? '');
  if (reminders && remindedAt === undefined)
    return isQuiet(now, [policy.quietHours, quietHours], policy.timeZone) ? 'wait' : 'remind';
  return releaseAt <= now ? 'release' : 'wait';
}

async function remind(deps: Deps, ctx: Context, review: StoredReview, times: ClaimTimes): Promise<boolean> {
  const subject = `review:${review.id}`;
  return deps.store.write(
    ctx,
    (reminded: boolean) => (reminded ? [{ event: CLAIM_REMINDED, subject, facts: { ownerId: review.ownerId } }] : []),
    async (tx) => {
      await tx.lock(`claim:${review.id}`);
      const now = await tx.reviews.get(review.id);
      const before = (await tx.audit(subject, 200)).some(
        ({ event, at }) => event === CLAIM_REMINDED && at >= times.since,
      );
      if (before || !isSameClaim(now, review)) return false;
      // From now on the release waits for as long as the reminder says.
      const { releaseAt } = claimExpiry(deps.policy.sla, times.since, ctx.now);
      const card = claimEndsCard({ review, releaseAt, baseUrl: deps.baseUrl, now: ctx.now });
      await tell(tx, deps, ctx, review, times, card);
      return true;
    },
  );
}

async function release(deps: Deps, ctx: Context, review: StoredReview, times: ClaimTimes): Promise<boolean> {
  const { changed } = await changeReview(
    deps,
    ctx,
    review.id,
    (now) => ({
      event: 'claim.expired',
      change: isSameClaim(now, review)
        ? { state: 'open', ownerId: undefined, ownerName: undefined, claimedAt: undefined }
        : undefined,
      facts: { ownerId: review.ownerId },
    }),
    async (tx) => {
      // The reminder turns into the news: a second message would be a second ping.
      if ((await tx.deliveries.ofSubject(messageSubject(review, times))).length === 0) return;
      await tell(tx, deps, ctx, review, times, claimEndedCard(review, deps.baseUrl));
    },
  );
  return changed;
}

function isSameClaim(now: StoredReview | undefined, seen: StoredReview): boolean {
  return (
    now?.state === 'claimed' && now.ownerId === seen.ownerId && now.claimedAt?.getTime() === seen.claimedAt?.getTime()
  );
}

function messageSubject({ id }: StoredReview, { since }: ClaimTimes): string {
  return `claim:${id}@${since.getTime()}`;
}

/** A private message to the owner; those that only the browser knows find it on their home page instead. */
async function tell(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  review: StoredReview,
  times: ClaimTimes,
  card: Card,
): Promise<void> {
  const surfaces = new Set(deps.destinations.map(({ surface }) => surface));
  const direct = directChannel(review.ownerId ?? '', deps.policy.people, surfaces);
  if (direct === undefined) return;
  const to: Destination[] = [{ ...direct, agents: [review.agent] }];
  await postWhere(tx, deps, ctx, messageSubject(review, times), () => ({ card }), to);
}
