import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { buildWeeklyReport, type ReportInput, type WeekCounts, type WeeklyReport } from '#src/domain/report.ts';
import { isoWeek, previousWeek, weekOfDay, weekSpan } from '#src/domain/week.ts';
import type { Deps, Destination } from '#src/ports/deps.ts';
import type { DayCounts, ModeDayCounts } from '#src/ports/store/reports.ts';
import { type Context, verb } from '#src/verb.ts';
import { digestCard, reportDetailsCard } from '#src/views/digest-card.ts';
import { onlookerOf, postWhere } from './announce.ts';
import { allFailureModes } from './confirm-review.ts';
import { digestDestinations } from './digest-channel.ts';
import { firstDayRead, fixInputs } from './fix-inputs.ts';
import { gateFilter } from './get-gate.ts';
import { seenAgents } from './list-reviews.ts';
import { nextSteps } from './next-steps.ts';

/** How many weeks a chart shows. */
const CHART_WEEKS = 14;
/** The newest fixes that a report compares. */
const FIXES_SHOWN = 10;

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

async function weeklyReport(
  deps: Deps,
  ctx: Context,
  week: string,
  agents: readonly string[] | undefined,
): Promise<WeeklyReport> {
  const { store, policy } = deps;
  const zone = policy.timeZone;
  const span = weekSpan(week, zone);
  const weeks = lastWeeks(week);
  const until = span.endAt < ctx.now ? span.endAt : ctx.now;
  const onlooker = onlookerOf({ surface: 'web', agents: agents ?? ['*'] });
  const sees = ({ agent }: { agent: string }) => maySeeAgent(onlooker, agent);
  const fixes = (await store.fixes.fixes(200)).filter((fix) => sees(fix) && fix.liveAt < until);
  const shown = fixes.slice(0, FIXES_SHOWN);
  const from = weekSpan(weeks[0] as string, zone).startAt;
  const sla = { claimMs: policy.sla.claimHours * 3_600_000, verdictMs: policy.sla.verdictHours * 3_600_000 };
  const [allDays, allModeDays, data, deployments, health, tiers, changes, allGates, gateSeen] = await Promise.all([
    store.reports.daily(from, until, zone),
    store.reports.modesDaily(from, until, zone),
    store.reports.fixData(firstDayRead(from, shown), until, zone),
    store.fixes.deployments(undefined, 1_000),
    store.reports.health(span.startAt, until, sla, agents),
    store.scenarios.countByTier(agents),
    store.reports.suiteChanges(span.startAt, until, agents),
    store.gates.between(span.startAt, until),
    gateFilter(store, agents ? onlooker : ctx.actor),
  ]);
  const days = allDays.filter(sees);
  const modeDays = allModeDays.filter(sees);
  const gates = allGates.filter(gateSeen);
  const modes = Object.fromEntries((await allFailureModes(store, deps)).map((mode) => [mode.id, mode]));
  const ended = (state: string) => gates.filter((gate) => gate.state === state);
  const input: ReportInput = {
    week,
    zone,
    weeks: weeks.map((w) => weekCounts(w, days, modeDays)).filter((w) => w.calls > 0 || w.week === week),
    fixes: fixInputs({ shown, fixes, deployments, data, weeks, zone, until }),
    modes,
    suite: {
      ...tierCounts(tiers),
      retired: 0,
      resurrected: 0,
      ...changes,
    },
    gates: {
      passed: ended('passed').length,
      failed: ended('failed').length,
      undecided: ended('undecided').length,
      blocked: ended('failed').map((gate) => ({ gateId: gate.id, headline: gate.summary?.headline ?? '' })),
    },
    reviews: {
      ...health,
      medianClaimMs: health.medianToClaimMs,
      medianVerdictMs: health.medianToVerdictMs,
      slaBreaches: health.claimLate + health.verdictLate,
    },
  };
  return { ...buildWeeklyReport(input), next: await nextSteps(deps, onlooker, until, ctx.now) };
}

function tierCounts(tiers: readonly { tier: string; n: number }[]): { fast: number; slow: number; archived: number } {
  const of = (name: string) => tiers.find(({ tier }) => tier === name)?.n ?? 0;
  return { fast: of('fast'), slow: of('slow'), archived: of('archived') };
}

function lastWeeks(week: string): string[] {
  const weeks = [week];
  while (weeks.length < CHART_WEEKS) weeks.unshift(previousWeek(weeks[0] as string));
  return weeks;
}

function weekCounts(week: string, days: readonly DayCounts[], modeDays: readonly ModeDayCounts[]): WeekCounts {
  const mine = days.filter((d) => weekOfDay(d.day) === week);
  const confirmedByMode: Record<string, number> = {};
  for (const { day, failureMode, n } of modeDays) {
    if (weekOfDay(day) === week) confirmedByMode[failureMode] = (confirmedByMode[failureMode] ?? 0) + n;
  }
  return { week, ...sumDays(mine), confirmedByMode };
}

function sumDays(days: readonly DayCounts[]): { calls: number; flagged: number; reviewed: number; confirmed: number } {
  const sum = { calls: 0, flagged: 0, reviewed: 0, confirmed: 0 };
  for (const d of days) {
    sum.calls += d.calls;
    sum.flagged += d.flagged;
    sum.reviewed += d.reviewed;
    sum.confirmed += d.confirmed;
  }
  return sum;
}
