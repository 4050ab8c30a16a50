import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import type { Alarm } from '#src/domain/alarm.ts';
import { verb } from '#src/verb.ts';
import { alarmCard } from '#src/views/alarm-card.ts';
import type { Card } from '#src/views/card.ts';
import { fixCard } from '#src/views/fix-card.ts';
import { allFailureModes } from './confirm-review.ts';
import { BeforeSchema, fixesOf } from './list-fixes.ts';
import { seenAgents } from './list-reviews.ts';
import { alarmParts } from './post-alarm.ts';

const OPEN_SHOWN = 20;
const TAKEN_SHOWN = 20;
const FIXES_SHOWN = 50;

/** Open alarms, those that somebody took note of, and fixes; each newest first. `next`: `before` of the page of older fixes, which has no alarms. */
export type FixesView = { open: Card[]; taken: Alarm[]; fixes: Card[]; next?: string };

/** The page of fixes and alarms as the actor may see it, or of the fixes that went live before one. */
export const drawFixes = verb({
  name: 'fixes.draw',
  input: z.object({ before: BeforeSchema }),
  allow: { role: 'reviewer', scope: 'read' },
  async run({ store, policy, baseUrl }, ctx, { before }): Promise<FixesView> {
    const agents = seenAgents(ctx.actor);
    const mine = { ...(agents && { agents }) };
    const isFirst = before === undefined;
    const [open, alarms, { fixes, ...next }, modes] = await Promise.all([
      isFirst ? store.alarms.alarms({ ...mine, open: true, limit: OPEN_SHOWN }) : [],
      isFirst ? store.alarms.alarms({ ...mine, limit: OPEN_SHOWN + TAKEN_SHOWN }) : [],
      fixesOf(store, ctx.actor, { before, limit: FIXES_SHOWN }),
      allFailureModes(store, { policy }),
    ]);
    const articles = (await store.articles.ofFixes(fixes.map(({ id }) => id))).filter(({ agent }) =>
      maySeeAgent(ctx.actor, agent),
    );
    const titles = new Map(modes.map(({ id, title }) => [id, title]));
    return {
      open: await Promise.all(
        open.map(async (alarm) => alarmCard({ alarm, ...(await alarmParts(store, alarm)), baseUrl })),
      ),
      taken: alarms.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined).slice(0, TAKEN_SHOWN),
      fixes: fixes.map((fix) =>
        fixCard(fix, { titles, articles: articles.filter(({ fixId }) => fixId === fix.id), baseUrl }),
      ),
      ...next,
    };
  },
});
