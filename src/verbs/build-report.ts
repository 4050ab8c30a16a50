import { z } from 'zod';
import type { WeeklyReport } from '#src/domain/report.ts';
import { isoWeek } from '#src/domain/week.ts';
import type { Destination } from '#src/ports/deps.ts';
import { verb } from '#src/verb.ts';
import { digestCard, reportDetailsCard } from '#src/views/digest-card.ts';
import { postWhere } from './announce.ts';
import { digestDestinations } from './digest-channel.ts';
import { seenAgents } from './list-reviews.ts';
import { weeklyReport } from './weekly-report.ts';

export const WeekSchema = z.string().regex(/^\d{4}-W\d{2}$/, 'an ISO week such as 2026-W47');

/** Builds the weekly report, stores it, and posts the digest, once, to every channel about what is routed there, or where an admin wants it. */
export const postWeeklyReport = verb({
  name: 'report.post',
  input: z.object({ week: WeekSchema }),
  allow: { role: 'admin' },
  async run(deps, ctx, { week }): Promise<WeeklyReport> {
    const report = await weeklyReport(deps, ctx, week, undefined);
    const reports = new Map<string, WeeklyReport>();
    const destinations = await digestDestinations(deps);
    for (const { surface, channel, agents } of destinations) {
      const mine = agents.includes('*') ? report : await weeklyReport(deps, ctx, week, agents);
      reports.set(`${surface}/${channel}`, mine);
    }
    return deps.store.write(ctx, { event: 'report.posted', subject: `report:${week}` }, async (tx) => {
      await tx.reports.putReport(week, report, ctx.now);
      const draw = ({ surface, channel }: Destination) => {
        const mine = reports.get(`${surface}/${channel}`);
        return mine && { card: digestCard(mine), details: reportDetailsCard(mine) };
      };
      await postWhere(tx, deps, ctx, `report:${week}`, draw, destinations);
      return report;
    });
  },
});

/** The report of a week about the agents that the actor sees, made from today's data; nothing is stored. Default: the running week. */
export const getReport = verb({
  name: 'report.get',
  input: z.object({ week: WeekSchema.optional() }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, { week }): Promise<{ report: WeeklyReport; weeks: string[] }> {
    const wanted = week ?? isoWeek(ctx.now, deps.policy.timeZone);
    const report = await weeklyReport(deps, ctx, wanted, seenAgents(ctx.actor));
    return { report, weeks: await deps.store.reports.weeks(60) };
  },
});
