import type { FixData } from '#src/domain/fix-days.ts';

/** Numbers of one agent and day; day is the local day in the report's zone. */
export type DayCounts = {
  day: string;
  agent: string;
  calls: number;
  flagged: number;
  reviewed: number /** Flagged calls confirmed with any failure mode. */;
  confirmed: number;
};
export type ModeDayCounts = { day: string; agent: string; failureMode: string; n: number };

/** How long a claim and a verdict may take. */
export type Sla = { claimMs: number; verdictMs: number };

export type LateReviews = { flagged: number; claimLate: number; verdictLate: number };

export type ReviewHealth = LateReviews & {
  triaged: number;
  /** Medians in ms, undefined when nobody did. */
  medianToClaimMs?: number;
  medianToVerdictMs?: number;
  claims: number;
  verdicts: number;
  /** Of the flagged, not done yet. */
  stillOpen: number;
  agreements: number;
  disagreements: number;
};

/** Scenarios: added, archived and brought back within the span; failing and flaky as they stand now. */
export type SuiteChanges = { added: number; retired: number; resurrected: number; failing: number; flaky: number };

export type ReportReads = {
  daily(from: Date, to: Date, timeZone: string): Promise<DayCounts[]>;
  modesDaily(from: Date, to: Date, timeZone: string): Promise<ModeDayCounts[]>;
  /** What verdicts on fixes are made of: all calls and all flagged ones of [from, to), by local day. */
  fixData(from: Date, to: Date, timeZone: string): Promise<FixData>;
  health(from: Date, to: Date, sla: Sla, agents?: readonly string[]): Promise<ReviewHealth>;
  /** The same without what takes sorting, for many weeks. */
  late(from: Date, to: Date, sla: Sla, agents?: readonly string[]): Promise<LateReviews>;
  suiteChanges(from: Date, to: Date, agents?: readonly string[]): Promise<SuiteChanges>;
};
