import { z } from 'zod';
import type { PersonalSettings } from '#src/domain/personal-settings.ts';
import { isoWeek, weekSpan } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { ReviewCounts, StoredReview } from '#src/ports/store/reviews.ts';
import { type Context, verb } from '#src/verb.ts';
import { claimTimes } from './claim-times.ts';
import { seenAgents } from './list-reviews.ts';
import { personalSettings } from './save-settings.ts';

/** A review of mine, and when its claim ends. */
export type MyReview = StoredReview & { releaseAt: Date };

/** This week's numbers; `late` counts claims and verdicts past the agreed hours. */
export type WeekNumbers = { week: string; flagged: number; triaged: number; promoted: number; late: number };

export type Home = {
  mine: MyReview[];
  unclaimed: StoredReview[];
  counts: ReviewCounts;
  sla: { claimHours: number; verdictHours: number };
  week: WeekNumbers;
  settings: PersonalSettings;
  /** Calls that nothing flagged and that wait for a look. */
  looks: number;
};

/** My claimed reviews, oldest first, the unclaimed in queue order, this week's numbers, and what I have set. */
export const getHome = verb({
  name: 'review.home',
  input: z.object({ limit: z.int().min(1).max(100).default(20), offset: z.int().min(0).max(1_000_000).default(0) }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { limit, offset }): Promise<Home> {
    const agents = seenAgents(ctx.actor);
    const [mine, unclaimed, counts, week, settings, looks] = await Promise.all([
      deps.store.reviews.list({ states: ['claimed'], ownerId: ctx.actor.id, agents, order: 'oldest', limit: 50 }),
      deps.store.reviews.list({ states: ['open'], agents, order: 'queue', limit, offset }),
      deps.store.reviews.counts(agents),
      weekNumbers(deps, ctx, agents),
      personalSettings(deps.store, ctx.actor.id),
      deps.store.looks.waiting(agents),
    ]);
    const timed = mine.map(async (review) => {
      const { releaseAt } = await claimTimes(deps.store, deps.policy.sla, review, ctx.now);
      return { ...review, releaseAt };
    });
    return { mine: await Promise.all(timed), unclaimed, counts, sla: deps.policy.sla, week, settings, looks };
  },
});

async function weekNumbers(
  { store, policy }: Deps,
  { now }: Context,
  agents: readonly string[] | undefined,
): Promise<WeekNumbers> {
  const week = isoWeek(now, policy.timeZone);
  const { startAt } = weekSpan(week, policy.timeZone);
  const sla = { claimMs: policy.sla.claimHours * 3_600_000, verdictMs: policy.sla.verdictHours * 3_600_000 };
  const [health, suite] = await Promise.all([
    store.reports.health(startAt, now, sla, agents),
    store.reports.suiteChanges(startAt, now, agents),
  ]);
  const late = health.claimLate + health.verdictLate;
  return { week, flagged: health.flagged, triaged: health.triaged, promoted: suite.added, late };
}
