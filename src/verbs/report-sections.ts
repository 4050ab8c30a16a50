import { maySeeAgent, maySeeAgents, type Person } from '#src/domain/actor.ts';
import type { Fix } from '#src/domain/fix.ts';
import { type FixData, tallyDays } from '#src/domain/fix-days.ts';
import type { Gate } from '#src/domain/gate.ts';
import { countOf } from '#src/domain/judge-fix.ts';
import type { FixReportInput, GateCounts, ReviewCounts, SuiteCounts, WeekCounts } from '#src/domain/report.ts';
import { previousWeek, weekDays, weekOfDay } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { DayCounts, ModeDayCounts } from '#src/ports/store/reports.ts';
import { pageLinks } from '#src/views/page-links.ts';
import { ALL_FIXES, firstDayRead, fixInputs } from './fix-inputs.ts';
import { withValues } from './fix-values.ts';

/** How many weeks a chart shows. */
const CHART_WEEKS = 14;
/** The newest fixes that a report compares. */
const FIXES_SHOWN = 10;

/** What a report is about: a week as far as it has come, the weeks of its charts (oldest first), and whose agents. */
export type ReportScope = {
  week: string;
  weeks: readonly string[];
  zone: string;
  startAt: Date;
  chartFrom: Date;
  until: Date;
  agents: readonly string[] | undefined;
  /** Somebody who sees these agents and nothing else. */
  onlooker: Person;
  seesGate: (gate: Gate) => boolean;
};

/** The weeks of the charts as far as review has come. */
export async function weekSection({ store }: Deps, scope: ReportScope): Promise<WeekCounts[]> {
  const { week, weeks, zone, chartFrom, until } = scope;
  const sees = ({ agent }: { agent: string }) => maySeeAgent(scope.onlooker, agent);
  const [days, modeDays] = await Promise.all([
    store.reports.daily(chartFrom, until, zone),
    store.reports.modesDaily(chartFrom, until, zone),
  ]);
  const daysOf = byWeek(days.filter(sees));
  const modesOf = byWeek(modeDays.filter(sees));
  return weeks
    .map((one) => weekCounts(one, daysOf.get(one) ?? [], modesOf.get(one) ?? []))
    .filter((one) => one.calls > 0 || one.week === week);
}

/** The same with what review has shown of each failure mode, where flagged calls still wait. */
export function withShown(weeks: readonly WeekCounts[], data: FixData, { onlooker }: ReportScope): WeekCounts[] {
  const sees = ({ agent }: { agent: string }) => maySeeAgent(onlooker, agent);
  const seen = { calls: data.calls.filter(sees), flagged: data.flagged.filter(sees) };
  const days = weeks.flatMap(({ week }) => weekDays(week));
  const modes = new Set(weeks.flatMap(({ confirmedByMode }) => Object.keys(confirmedByMode)));
  const shown = new Map(weeks.map(({ week }) => [week, {} as Record<string, number>]));
  for (const failureMode of modes) {
    const tallies = tallyDays(seen, days, { failureMode, touched: new Set() });
    for (const [week, own] of byWeek(tallies)) {
      const share = countOf(own).shown;
      if (share !== undefined) (shown.get(week) ?? {})[failureMode] = share;
    }
  }
  return weeks.map((one) => ({ ...one, shownByMode: shown.get(one.week) ?? {} }));
}

/** The fixes that were live by the end of the report and whose agents it is about, newest first. */
export async function reportFixes({ store }: Deps, { onlooker, until }: ReportScope): Promise<Fix[]> {
  const fixes = await store.fixes.fixes(ALL_FIXES);
  return fixes.filter((fix) => maySeeAgents(onlooker, fix.agents) && fix.liveAt < until);
}

/** The newest of these fixes with their verdicts, how many older ones are left out, and what the verdicts are made of. */
export async function fixSection(
  deps: Deps,
  scope: ReportScope,
  fixes: readonly Fix[],
): Promise<{ fixes: FixReportInput[]; olderFixes: number; data: FixData }> {
  const { store, baseUrl } = deps;
  const { weeks, zone, chartFrom, until } = scope;
  const shown = fixes.slice(0, FIXES_SHOWN);
  const [data, deployments, articles] = await Promise.all([
    store.reports.fixData(firstDayRead(chartFrom, shown, zone), until, zone),
    store.fixes.deployments(undefined, 1_000),
    store.articles.ofFixes(shown.map(({ id }) => id)),
  ]);
  const knowledge = articles.filter(({ agent }) => maySeeAgent(scope.onlooker, agent));
  const judged = fixInputs({ shown, fixes, deployments, data, weeks, zone, until });
  const valued = (await withValues(deps, scope.onlooker, judged, shown, until)).map((input) => ({
    ...input,
    knowledge: knowledge
      .filter(({ fixId }) => fixId === input.fix.id)
      .map(({ id, title }) => ({ id, title, href: pageLinks(baseUrl).article(id) })),
  }));
  return { fixes: valued, olderFixes: fixes.length - shown.length, data };
}

export async function suiteSection({ store }: Deps, { startAt, until, agents }: ReportScope): Promise<SuiteCounts> {
  const [tiers, changes] = await Promise.all([
    store.scenarios.countByTier(agents),
    store.reports.suiteChanges(startAt, until, agents),
  ]);
  const of = (name: string) => tiers.find(({ tier }) => tier === name)?.n ?? 0;
  return { fast: of('fast'), slow: of('slow'), archived: of('archived'), ...changes };
}

export async function gateSection({ store }: Deps, { startAt, until, seesGate }: ReportScope): Promise<GateCounts> {
  const [gates, given] = await Promise.all([
    store.gates.between(startAt, until).then((found) => found.filter(seesGate)),
    store.gates.overridden(startAt, until).then((found) => found.filter(seesGate)),
  ]);
  const ended = (state: string) => gates.filter((gate) => gate.state === state);
  return {
    passed: ended('passed').length,
    failed: ended('failed').length,
    undecided: ended('undecided').length,
    blocked: ended('failed').map((gate) => ({ gateId: gate.id, headline: gate.summary?.headline ?? '' })),
    letThrough: ended('overridden').length,
    overridden: overridesOf([...given, ...ended('overridden')], startAt, until),
  };
}

/** Each override once, by the gate on which it was given if that is among these; one that was given after the week is the next week's. */
function overridesOf(gates: readonly Gate[], from: Date, until: Date): NonNullable<GateCounts['overridden']> {
  const told = new Set<string>();
  return gates.flatMap(({ id, candidateVersion, startedAt, override }) => {
    if (override === undefined || Date.parse(override.at) >= until.getTime()) return [];
    const { byId, byName, reason, at, until: holdsUntil, scenarioIds } = override;
    if (told.has(`${at} ${byId}`)) return [];
    told.add(`${at} ${byId}`);
    return [
      {
        gateId: id,
        ...(startedAt < from ? { earlier: true } : {}),
        ...(candidateVersion === undefined ? {} : { version: candidateVersion }),
        byName,
        reason,
        scenarios: scenarioIds.length,
        until: holdsUntil,
      },
    ];
  });
}

export async function reviewSection(deps: Deps, { startAt, until, agents }: ReportScope): Promise<ReviewCounts> {
  const { claimHours, verdictHours } = deps.policy.sla;
  const sla = { claimMs: claimHours * 3_600_000, verdictMs: verdictHours * 3_600_000 };
  const health = await deps.store.reports.health(startAt, until, sla, agents);
  return {
    ...health,
    medianClaimMs: health.medianToClaimMs,
    medianVerdictMs: health.medianToVerdictMs,
    slaBreaches: health.claimLate + health.verdictLate,
  };
}

/** The weeks of a report's charts, oldest first, its own last. */
export function lastWeeks(week: string): string[] {
  const weeks = [week];
  while (weeks.length < CHART_WEEKS) weeks.unshift(previousWeek(weeks[0] as string));
  return weeks;
}

/** Rows of days, each under its week. */
function byWeek<R extends { day: string }>(rows: readonly R[]): Map<string, R[]> {
  const weeks = new Map([...new Set(rows.map(({ day }) => day))].map((day) => [day, weekOfDay(day)]));
  return Map.groupBy(rows, ({ day }) => weeks.get(day) as string);
}

function weekCounts(week: string, days: readonly DayCounts[], modeDays: readonly ModeDayCounts[]): WeekCounts {
  const confirmedByMode: Record<string, number> = {};
  for (const { failureMode, n } of modeDays) confirmedByMode[failureMode] = (confirmedByMode[failureMode] ?? 0) + n;
  return { week, ...sumDays(days), confirmedByMode };
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
