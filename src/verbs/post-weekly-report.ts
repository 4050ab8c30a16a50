import { z } from 'zod';
import { maySeeAgents } from '#src/domain/actor.ts';
import { audienceOf } from '#src/domain/audience.ts';
import type { WeeklyReport } from '#src/domain/report.ts';
import { weekSpan } from '#src/domain/week.ts';
import { forbidden, invalid } from '#src/errors.ts';
import type { Deps, Destination } from '#src/ports/deps.ts';
import { type Context, verb } from '#src/verb.ts';
import type { Block, Card } from '#src/views/card.ts';
import { digestCard, reportDetailsCard } from '#src/views/digest-card.ts';
import { postWhere } from './announce.ts';
import { digestDestinations } from './digest-channel.ts';
import { WeekSchema } from './get-report.ts';
import { seenAgents } from './list-reviews.ts';
import { countingOnce } from './read-once.ts';
import { weeklyReport } from './weekly-report.ts';

/** A second press within this time is the first one's. */
const ONE_PRESS_MS = 10_000;

/** The report, and how many channels its digest is posted in; `again`: it had been posted before, so that those posts are edited. */
export type PostedReport = { report: WeeklyReport; channels: number; again: boolean };

/**
 * Builds the weekly report, stores it as it is posted, and posts the digest, once, to every channel about what is routed there, or
 * where an admin wants it. Posted again, the former posts are edited and say who did it; one that was deleted is posted anew. A person
 * posts weeks that are over, to channels whose agents they all see.
 */
export const postWeeklyReport = verb({
  name: 'report.post',
  input: z.object({ week: WeekSchema }),
  allow: { role: 'admin' },
  async run(deps, ctx, { week }): Promise<PostedReport> {
    const { actor, now } = ctx;
    if (actor.kind === 'person' && weekSpan(week, deps.policy.timeZone).endAt > now)
      throw invalid(`${week} is not over yet. The digest command shows it as far as it has come.`);
    const destinations = (await digestDestinations(deps)).filter(({ agents }) => maySeeAgents(actor, agents));
    if (destinations.length === 0 && seenAgents(actor) !== undefined)
      throw forbidden('The digest goes to no channel whose agents you all see. Ask an admin of the others.');
    const mine = audienceOf(seenAgents(actor));
    const reports = await reportsFor(deps, ctx, week, destinations);
    const report = reports.get(mine) as WeeklyReport;
    const before = await deps.store.editions.edition(week, mine);
    const done = { report, channels: destinations.length, again: before !== undefined };
    const last = before?.againAt ?? before?.postedAt;
    if (actor.kind === 'person' && last !== undefined && now.getTime() - last.getTime() < ONE_PRESS_MS) return done;
    const by = before && actor.kind === 'person' ? { by: actor.name, at: now } : undefined;
    return deps.store.write(ctx, { event: 'report.posted', subject: `report:${week}` }, async (tx) => {
      for (const [audience, one] of reports)
        await tx.editions.putEdition({ week, audience, headline: one.headline, body: one }, actor.name, now);
      const draw = ({ agents }: Destination) => {
        const one = reports.get(audienceOf(agents));
        return one && { card: drawnAnew(digestCard(one, by), by), details: drawnAnew(reportDetailsCard(one), by) };
      };
      await postWhere(tx, deps, ctx, `report:${week}`, draw, destinations);
      return done;
    });
  },
});

/** A platform keeps a picture by its name: posted again, its pictures have names of their own, so that they are drawn anew too. */
function drawnAnew(card: Card, again: { at: Date } | undefined): Card {
  if (again === undefined) return card;
  const blocks = card.blocks.map(
    (block): Block => (block.type === 'chart' ? { ...block, chart: `${block.chart}@${again.at.getTime()}` } : block),
  );
  return { ...card, blocks };
}

/** One report for each set of agents that a channel shows, and one for what the actor sees. */
async function reportsFor(
  deps: Deps,
  ctx: Context,
  week: string,
  destinations: readonly Destination[],
): Promise<Map<string, WeeklyReport>> {
  const counting = countingOnce(deps);
  const reports = new Map<string, WeeklyReport>();
  for (const agents of [seenAgents(ctx.actor), ...destinations.map((to) => to.agents)]) {
    const audience = audienceOf(agents);
    if (!reports.has(audience))
      reports.set(audience, await weeklyReport(counting, ctx, week, audience === '*' ? undefined : agents));
  }
  return reports;
}
