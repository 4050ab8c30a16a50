import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { verb } from '#src/verb.ts';
import { oldCallsCard } from '#src/views/old-calls-card.ts';
import { onlookerOf, postWhere } from './announce.ts';

const WORST = 10;
const LAST = 'old-calls-offered';

/** One post a channel for the flagged calls that were too old for cards of their own: how many there are, and the worst ten. */
export const offerOldCalls = verb({
  name: 'review.offer_old',
  input: z.object({ since: z.coerce.date() }),
  allow: {},
  async run(deps, ctx, { since }): Promise<{ offered: number }> {
    const last = await deps.store.settings.setting(LAST);
    const offered = new Date(typeof last === 'string' ? last : 0);
    const open = await deps.store.reviews.list({ states: ['open'], leadsOnly: true, order: 'newest', limit: 5_000 });
    const limit = ctx.now.getTime() - deps.policy.grouping.cardMaxAgeHours * 3_600_000;
    const old = open
      .filter(
        (review) => review.createdAt >= since && review.createdAt > offered && review.callStartedAt.getTime() < limit,
      )
      .sort((a, b) => a.score - b.score);
    if (old.length === 0) return { offered: 0 };
    const newest = new Date(Math.max(...old.map((review) => review.createdAt.getTime())));
    return deps.store.write(
      ctx,
      { event: 'reviews.offered', subject: 'reviews', facts: { n: old.length } },
      async (tx) => {
        await postWhere(tx, deps, ctx, `old-calls:${newest.toISOString()}`, (channel) => {
          const mine = old.filter((review) => maySeeAgent(onlookerOf(channel), review.agent));
          if (mine.length === 0) return undefined;
          return { card: oldCallsCard({ total: mine.length, worst: mine.slice(0, WORST), baseUrl: deps.baseUrl }) };
        });
        await tx.settings.putSetting(LAST, newest.toISOString());
        return { offered: old.length };
      },
    );
  },
});
