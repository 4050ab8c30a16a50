import type { Tier } from './scenario.ts';

export type GateState = 'running' | 'passed' | 'failed' | 'undecided';

/** One execution of a tier against a candidate. */
export type Gate = {
  id: string;
  tier: Tier;
  target: string;
  agent?: string;
  candidateVersion?: string;
  state: GateState;
  /** Scenarios this gate must hear of: id -> version and identity hash, fixed when it opened. */
  expected: readonly { scenarioId: string; version: number; identityHash: string }[];
  startedBy: string;
  startedAt: Date;
  finishedAt?: Date;
  summary?: GateSummary;
};

export type GateLine = {
  scenarioId: string;
  title: string;
  outcome: string;
  blocks: boolean;
  reason: string;
  turn?: number;
};

export type GateSummary = {
  total: number;
  passed: number;
  failed: number;
  diverged: number;
  errors: number;
  missing: number;
  /** Those that did not pass, worst first. */
  lines: readonly GateLine[];
  headline: string;
};
