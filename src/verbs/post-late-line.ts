import { z } from 'zod';
import { isQuiet, localTime } from '#src/domain/quiet-hours.ts';
import { localDay } from '#src/domain/week.ts';
import type { Deps, Destination } from '#src/ports/deps.ts';
import { type Context, verb } from '#src/verb.ts';
import type { Card } from '#src/views/card.ts';
import { lateCard } from '#src/views/late-card.ts';
import { channelsOf, postWhere } from './announce.ts';

/** How many late reviews are counted one by one. */
const COUNTED = 500;
const LINE = 'late-line';

/** Once a day, from its time on and outside the quiet hours: a line in each channel where something waits longer than agreed. */
export const postLateLine = verb({
  name: 'review.tell_late',
  input: z.object({}),
  allow: {},
  async run(deps, ctx): Promise<{ posted: number }> {
    const { timeZone, sla, quietHours } = deps.policy;
    const day = localDay(ctx.now, timeZone);
    if (localTime(ctx.now, timeZone) < sla.dailyLineAt || isQuiet(ctx.now, [quietHours], timeZone))
      return { posted: 0 };
    if ((await deps.store.settings.setting(LINE)) === day) return { posted: 0 };
    const cards = new Map<string, Card>();
    for (const channel of channelsOf(deps)) {
      const card = await lateFor(deps, ctx, channel);
      if (card) cards.set(nameOf(channel), card);
    }
    return deps.store.write(
      ctx,
      ({ posted }) => ({ event: 'late.told', subject: 'reviews', facts: { day, posted } }),
      async (tx) => {
        if (!(await tx.settings.takePeriod(LINE, day, ctx.now))) return { posted: 0 };
        await tx.settings.putSetting(LINE, day);
        await postWhere(tx, deps, ctx, `late:${day}`, (channel) => {
          const card = cards.get(nameOf(channel));
          return card && { card };
        });
        return { posted: cards.size };
      },
    );
  },
});

function nameOf({ surface, channel }: Destination): string {
  return `${surface}/${channel}`;
}

async function lateFor({ store, policy, baseUrl }: Deps, { now }: Context, { agents }: Destination) {
  const read = (state: 'open' | 'claimed') =>
    store.reviews.list({ states: [state], agents, leadsOnly: true, order: 'oldest', limit: COUNTED });
  const over = (since: Date, hours: number) => now.getTime() - since.getTime() > hours * 3_600_000;
  const [open, claimed] = await Promise.all([read('open'), read('claimed')]);
  const unclaimed = open.filter(({ createdAt }) => over(createdAt, policy.sla.claimHours));
  const undecided = claimed.filter(({ createdAt }) => over(createdAt, policy.sla.verdictHours));
  const capped = unclaimed.length === COUNTED || undecided.length === COUNTED;
  return lateCard({ unclaimed, undecided, sla: policy.sla, capped, baseUrl, now });
}
