import type { Fix } from './fix.ts';
import { HOW_VERDICTS_ARE_MADE, type ModeChange, type ModeInput, modeChange, type RateChart } from './fix-report.ts';
import type { ImpactList } from './impact.ts';
import type { Missed } from './missed.ts';
import type { Outcomes } from './outcomes.ts';
import type { FailurePattern } from './patterns/failure-pattern.ts';
import { count, counted, ENOUGH, type Rate, rateOf } from './rate-words.ts';
import { type OverviewChart, overallChart, overviewChart } from './report-charts.ts';
import { rankModes, type TopMode } from './top-modes.ts';
import { isoWeek, previousWeek, weekDays } from './week.ts';

/** One ISO week of the calls a report covers. */
export type WeekCounts = {
  week: string;
  calls: number;
  flagged: number;
  reviewed: number;
  /** Confirmed calls by failure mode; a call with two modes counts in both. */
  confirmedByMode: Readonly<Record<string, number>>;
  /** By failure mode the share (0..1) that review has shown of them; left out where that is all. */
  shownByMode?: Readonly<Record<string, number>>;
  /** Calls confirmed with any mode. */
  confirmed: number;
};

export type FixReportInput = {
  fix: Pick<Fix, 'id' | 'title' | 'agent' | 'version' | 'liveAt' | 'ownerName'>;
  /** What else went live on its agent, by ISO week. */
  notes?: RateChart['marks'];
  knowledge?: FixKnowledge;
  modes: readonly ModeInput[];
};

/** Scenarios: by tier now; the rest within the week. */
export type SuiteCounts = {
  fast: number;
  slow: number;
  archived: number;
  added: number;
  retired: number;
  resurrected: number;
  failing: number;
  flaky?: number;
};

export type GateCounts = {
  passed: number;
  failed: number;
  undecided: number;
  /** What stopped a deploy, newest first. */
  blocked: readonly { gateId: string; headline: string }[];
  /** Gates that ran in the week and that an override let through, given then or before; left out of reports made before it was told. */
  letThrough?: number;
  /** Overrides given in the week, and those from before that let a gate through in it; `earlier`: of a gate that ran before the week. */
  overridden?: readonly {
    gateId: string;
    earlier?: boolean;
    version?: string;
    byName: string;
    reason: string;
    scenarios: number;
    until: string;
  }[];
};

/** Reviews opened in the week; medians only where somebody acted. */
export type ReviewCounts = {
  flagged: number;
  triaged: number;
  claims: number;
  medianClaimMs?: number;
  verdicts: number;
  medianVerdictMs?: number;
  slaBreaches: number;
  stillOpen: number;
};

export type ReportInput = {
  week: string;
  zone: string;
  /** Oldest first, the report's own week last; at most 26 make a readable chart. */
  weeks: readonly WeekCounts[];
  fixes: readonly FixReportInput[];
  /** Fixes that are older than those and not compared here. */
  olderFixes?: number;
  /** Titles and owners of ratchet.yaml by failure mode's id. */
  modes: Readonly<Record<string, { title: string; owner?: string }>>;
  suite: SuiteCounts;
  gates: GateCounts;
  reviews: ReviewCounts;
};

/** The articles that belong to a fix, with their pages. */
export type FixKnowledge = readonly { id: string; title: string; href: string }[];

export type FixReport = {
  id: string;
  title: string;
  agent: string;
  version: string;
  liveAt: Date;
  liveWeek: string;
  ownerName: string;
  modes: readonly ModeChange[];
  /** Left out where there is none, and of reports made before it was told. */
  knowledge?: FixKnowledge;
};

export type WeeklyReport = {
  week: string;
  zone: string;
  /** Local days, both in the week: "2026-11-16" and "2026-11-22". */
  firstDay: string;
  lastDay: string;
  headline: string;
  flagged: Rate;
  fixes: readonly FixReport[];
  topModes: readonly TopMode[];
  suite: SuiteCounts;
  gates: GateCounts;
  reviews: ReviewCounts;
  /** Every picture by the name a card asks for it by. The first is the digest's own. */
  charts: readonly { name: string; chart: RateChart | OverviewChart }[];
  notes: readonly string[];
  /** What to do about it: left out of reports made before it was known. */
  next?: NextSteps;
  /** How calls ended and how long work took; left out of reports made before it was told. */
  outcomes?: Outcomes;
  /** What the checks miss; left out where nobody looked. */
  missed?: Missed;
};

/** What to fix next by what it costs, and patterns that are new or growing. */
export type NextSteps = {
  impact: ImpactList;
  patterns: readonly FailurePattern[];
  /** Titles of failure modes by id. */
  titles: Readonly<Record<string, string>>;
};

/** The weekly report out of counts; reads nothing, decides only how to say it. Throws `invalid` for a week that does not exist. */
export function buildWeeklyReport(input: ReportInput): WeeklyReport {
  const days = weekDays(input.week);
  const now = input.weeks.find((w) => w.week === input.week) ?? emptyWeek(input.week);
  const before = input.weeks.find((w) => w.week === previousWeek(input.week));
  const flagged = rateOf(now.flagged, now.calls);
  const topModes = rankModes(now, before, input.modes);
  const fixes = input.fixes.map((fix) => fixReport(fix, input));
  const overview = overviewChart(input);
  return {
    week: input.week,
    zone: input.zone,
    firstDay: days[0] ?? '',
    lastDay: days[6] ?? '',
    headline: headline(now, topModes),
    flagged,
    fixes,
    topModes,
    suite: input.suite,
    gates: input.gates,
    reviews: input.reviews,
    charts: [
      ...fixes.flatMap((fix) => fix.modes.map((mode) => ({ name: mode.chartName, chart: mode.chart }))),
      ...(overview === undefined ? [] : [{ name: `report/${input.week}/overview`, chart: overview }]),
      { name: `report/${input.week}/flagged`, chart: overallChart(input) },
    ].filter(({ chart }) => 'panels' in chart || chart.points.length > 0),
    notes: fixes.length > 0 ? [...olderNote(input.olderFixes), ...HOW_VERDICTS_ARE_MADE] : [],
  };
}

function olderNote(older = 0): string[] {
  if (older === 0) return [];
  return [
    `${older === 1 ? '1 older fix' : `${count(older)} older fixes`}: page Fixes. What is older is not compared here.`,
  ];
}

function fixReport({ fix, modes, notes = [], knowledge = [] }: FixReportInput, input: ReportInput): FixReport {
  const liveWeek = isoWeek(fix.liveAt, input.zone);
  const marks = [{ at: liveWeek, label: `${fix.version} live` }];
  const { id, title, agent, version, liveAt, ownerName } = fix;
  const titled = modes.map((mode) => ({ ...mode, title: mode.title ?? input.modes[mode.failureMode]?.title }));
  return {
    id,
    title,
    agent,
    version,
    liveAt,
    liveWeek,
    ownerName,
    ...(knowledge.length === 0 ? {} : { knowledge }),
    modes: titled.map((mode) =>
      modeChange(mode, `report/${input.week}/fix-${id}-${mode.failureMode}`, { marks, notes }),
    ),
  };
}

function headline(now: WeekCounts, topModes: readonly TopMode[]): string {
  if (now.calls === 0) return 'No calls this week.';
  const [top] = topModes;
  const flagged =
    now.calls < ENOUGH ? `${count(now.flagged)} of ${counted(now.calls, 'call')} flagged` : `${shortRate(now)} flagged`;
  if (now.flagged === 0) return `None of ${counted(now.calls, 'call')} flagged.`;
  const reviewed = `${count(now.reviewed)} of the ${count(now.flagged)} reviewed`;
  const confirmed = `${counted(now.confirmed, 'failure')} confirmed`;
  return `${flagged}; ${reviewed}, ${confirmed}${top === undefined ? '' : `, most often “${top.title}” (${count(top.confirmed)})`}.`;
}

function shortRate(now: WeekCounts): string {
  return `${count(now.flagged)} of ${counted(now.calls, 'call')} (${((100 * now.flagged) / now.calls).toFixed(1)} %)`;
}

function emptyWeek(week: string): WeekCounts {
  return { week, calls: 0, flagged: 0, reviewed: 0, confirmed: 0, confirmedByMode: {} };
}
