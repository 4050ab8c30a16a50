import type { Opinions } from '#src/domain/agreement.ts';
import type { DayOutcomes } from '#src/domain/outcome-spans.ts';

/** How many there were, and the median; no median where there were none. */
export type Took = { n: number; medianMs?: number };

/** A fix, and when it was known to have worked. */
export type VerifiedFix = { fixId: string; at: Date };

/** What the report tells of how calls ended and how long the team's work took. Nothing here grows with the number of calls. */
export type OutcomeReads = {
  /** Calls of [from, to) by local day and agent. */
  outcomeDays(from: Date, to: Date, timeZone: string): Promise<DayOutcomes[]>;
  /** Currencies of those of the newest calls of [from, to) that have a cost; '' for a cost without one. */
  currencies(from: Date, to: Date): Promise<string[]>;
  /** Of verdicts given within [from, to) on flagged calls: from the flag on; a score below the threshold (first) against the verdict (second). */
  flagged(
    from: Date,
    to: Date,
    threshold: number,
    agents?: readonly string[],
  ): Promise<{ toVerdict: Took; score: Opinions }>;
  /** Of scenarios made within [from, to): from the verdict on their call on. */
  verdictToScenario(from: Date, to: Date, agents?: readonly string[]): Promise<Took>;
  /** Of these fixes: from each scenario that proves one, or is of its agents and failure modes and had no fix before, until it was live. */
  scenarioToLive(fixIds: readonly string[]): Promise<Took>;
  /** Of these fixes: from being live on, and from the flag of each of those scenarios' calls on. */
  liveToVerified(verified: readonly VerifiedFix[]): Promise<{ fromLive: Took; fromFlag: Took }>;
  /** The first posted week whose report called a fix improved. */
  firstImproved(): Promise<{ fixId: string; week: string }[]>;
  /** Of verdicts given within [from, to): votes of others than the one who decided (first) against the verdict (second). */
  votesAndVerdicts(from: Date, to: Date, agents?: readonly string[]): Promise<Opinions>;
};
