import type { History } from './flaky.ts';
import type { Tier } from './scenario.ts';

/** `overridden`: it failed, and a person lets it through for a while. */
export type GateState = 'running' | 'passed' | 'failed' | 'undecided' | 'overridden';

/** Why a scenario's failure only warns, until when. */
export type ExemptionKind = 'known_failing' | 'flaky';
export type Exemption = {
  scenarioId: string;
  kind: ExemptionKind;
  owner: string;
  reason: string;
  acceptedBy: string;
  since: Date;
  until: Date;
};

/** For how many days a scenario may be exempt; then it blocks again. */
export const EXEMPT_DAYS = 14;

/** What a scenario is held against: counted runs of accepted versions, of this version of it and of the checks. */
export type Baseline = History & {
  /** Whether the newest approved gate (or, by night, version) passed it in any run. */
  lastPassed: boolean;
  /** Passes in gates, whether somebody approved them or not; counted up to five. */
  seen: number;
  /** ISO time since when it fails in every gate. */
  failingSince?: string;
  exemptions?: readonly { kind: ExemptionKind; owner: string; until: string }[];
};

/** A scenario that a gate must hear of, as it was when the gate opened. */
export type Expected = { scenarioId: string; version: number; identityHash: string; baseline?: Baseline };

/** A person lets a candidate through with these failures; anything else still blocks. */
export type GateOverride = {
  byId: string;
  byName: string;
  reason: string;
  /** ISO times. */
  at: string;
  until: string;
  scenarioIds: readonly string[];
  /** The suite as a whole was worse, too. */
  alarm: boolean;
};

/** An override that still holds, of one scenario: gates of this version let its failure through until then. */
export type HeldOverride = {
  scenarioId: string;
  /** The gate that it was given on. */
  gateId: string;
  tier: Tier;
  /** Of gates of this agent only. */
  agent?: string;
  version: string;
  byName: string;
  /** Left out for those who do not see the gate. */
  reason?: string;
  until: Date;
};

/** One execution of a tier against a candidate. */
export type Gate = {
  id: string;
  tier: Tier;
  target: string;
  agent?: string;
  candidateVersion?: string;
  state: GateState;
  expected: readonly Expected[];
  startedBy: string;
  startedAt: Date;
  finishedAt?: Date;
  summary?: GateSummary;
  /** When a person took it as the baseline that later candidates are held against. */
  approvedAt?: Date;
  approvedBy?: string;
  override?: GateOverride;
};

export type GateLine = {
  scenarioId: string;
  title: string;
  /** A run's outcome, or: wobbly (passed, but not every time), outdated, doubled, missing. */
  outcome: string;
  blocks: boolean;
  /** Why, from the first run that did not pass. */
  reason: string;
  turn?: number;
  /** "3 of 5": what counted. */
  passes?: number;
  runs?: number;
  /** A failing one: whether the last gate failed it too, and since when (ISO time). */
  standing?: 'newly' | 'still';
  since?: string;
  /** Why it only warns, or what else to know. */
  note?: string;
  /** A person's override is why it does not block. */
  overridden?: boolean;
};

export type GateSummary = {
  total: number;
  passed: number;
  failed: number;
  diverged: number;
  errors: number;
  missing: number;
  /** Did not pass, and only warn. */
  warned?: number;
  /** Those that did not pass every time, worst first. */
  lines: readonly GateLine[];
  /** Failed in the gate before, pass now. */
  fixed?: readonly { scenarioId: string; title: string; since: string }[];
  /** The suite as a whole is worse than its history lets expect. */
  alarm?: { z: number; failed: number; of: number };
  /** The mean chance that `k` runs of a scenario in a row pass. */
  passPower?: { k: number; value: number; scenarios: number };
  headline: string;
};

/** The scenarios that did not pass and did not block: excused for a while, or overridden. */
export function excusedIn(summary: GateSummary | undefined): string[] {
  return (summary?.lines ?? [])
    .filter(({ outcome, blocks }) => !blocks && outcome !== 'wobbly')
    .map(({ scenarioId }) => scenarioId);
}
