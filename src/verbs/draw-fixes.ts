import { z } from 'zod';
import { maySeeAgent, maySeeAgents } from '#src/domain/actor.ts';
import type { Alarm } from '#src/domain/alarm.ts';
import { verb } from '#src/verb.ts';
import { alarmCard } from '#src/views/alarm-card.ts';
import type { Card } from '#src/views/card.ts';
import { fixCard } from '#src/views/fix-card.ts';
import { allFailureModes } from './confirm-review.ts';
import { seenAgents } from './list-reviews.ts';
import { alarmParts } from './post-alarm.ts';

const OPEN_SHOWN = 20;
const TAKEN_SHOWN = 20;
const FIXES_SHOWN = 50;
/** How many are looked through for those that an actor sees. */
const LOOKED_THROUGH = 500;

/** Open alarms, those that somebody took note of, and fixes; each newest first. */
export type FixesView = { open: Card[]; taken: Alarm[]; fixes: Card[] };

/** The page of fixes and alarms as the actor may see it. */
export const drawFixes = verb({
  name: 'fixes.draw',
  input: z.object({}),
  allow: { role: 'reviewer', scope: 'read' },
  async run({ store, policy, baseUrl }, ctx): Promise<FixesView> {
    const agents = seenAgents(ctx.actor);
    const mine = { ...(agents && { agents }) };
    const [open, alarms, fixes, modes] = await Promise.all([
      store.alarms.alarms({ ...mine, open: true, limit: OPEN_SHOWN }),
      store.alarms.alarms({ ...mine, limit: OPEN_SHOWN + TAKEN_SHOWN }),
      store.fixes.fixes(LOOKED_THROUGH),
      allFailureModes(store, { policy }),
    ]);
    const shown = fixes.filter((fix) => maySeeAgents(ctx.actor, fix.agents)).slice(0, FIXES_SHOWN);
    const articles = (await store.articles.ofFixes(shown.map(({ id }) => id))).filter(({ agent }) =>
      maySeeAgent(ctx.actor, agent),
    );
    const titles = new Map(modes.map(({ id, title }) => [id, title]));
    return {
      open: await Promise.all(
        open.map(async (alarm) => alarmCard({ alarm, ...(await alarmParts(store, alarm)), baseUrl })),
      ),
      taken: alarms.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined).slice(0, TAKEN_SHOWN),
      fixes: shown.map((fix) =>
        fixCard(fix, { titles, articles: articles.filter(({ fixId }) => fixId === fix.id), baseUrl }),
      ),
    };
  },
});
