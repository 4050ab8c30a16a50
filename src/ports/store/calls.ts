import type { Call } from '#src/domain/call.ts';
import type { CriterionScore, Severity, Signal } from '#src/domain/signal.ts';

/** The narrow row of a call. Times are UTC; satisfaction is a share 0..1 of its scale. */
export type CallRow = {
  id: string;
  source: string;
  sourceCallId: string;
  revision: number;
  agent: string;
  agentVersion: string | null;
  channel: string;
  language: string | null;
  intent: string | null;
  /** Who the customer was: the team's reference or the number's keyed hash. */
  customerKey: string | null;
  startedAt: Date;
  durationMs: number | null;
  endReason: string;
  turnCount: number;
  toolCount: number;
  escalated: boolean | null;
  resolved: boolean | null;
  satisfaction: number | null;
  costAmount: number | null;
  costCurrency: string | null;
  score: number | null;
  scorecardVersion: string | null;
  flagged: boolean | null;
  severity: Severity | null;
  patternKey: string | null;
  contentHash: string;
  receivedAt: Date;
  scoredAt: Date | null;
};

/** A call with everything that the detectors and pages read. */
export type WholeCall = { row: CallRow; call: Call };

export type Findings = { signals: readonly Signal[]; criteria: readonly CriterionScore[] };

/** What scoring writes for one call. */
export type ScoredCall = Findings & {
  id: string;
  score: number;
  scorecardVersion: string;
  flagged: boolean;
  severity: Severity | null;
  patternKey: string | null;
  scoredAt: Date;
};

/** What is written for one call: the narrow row, the canonical call, and the payload as it came. */
export type NewCall = { row: CallRow; call: Call; raw?: unknown };

export type CallFilter = {
  agents?: readonly string[];
  flagged?: boolean;
  from?: Date;
  to?: Date;
  text?: string;
  limit: number;
  /** Rows before this (startedAt, id), newest first. */
  before?: { startedAt: Date; id: string };
};

export type EarlierCall = { callId: string; startedAt: Date; intent: string | null; agent: string };

export type CallReads = {
  row(id: string): Promise<CallRow | undefined>;
  find(source: string, sourceCallId: string): Promise<CallRow | undefined>;
  whole(id: string): Promise<WholeCall | undefined>;
  wholes(ids: readonly string[]): Promise<WholeCall[]>;
  findings(id: string): Promise<Findings | undefined>;
  list(filter: CallFilter): Promise<CallRow[]>;
  /** Calls of the same customer that began within [from, to), oldest first. */
  ofCustomer(customerKey: string, from: Date, to: Date): Promise<EarlierCall[]>;
  /** Ids scored with another scorecard than this, oldest first; calls that began before then may have the older one. */
  scoredOtherwise(
    scorecardVersion: string,
    limit: number,
    older?: { scorecardVersion: string; before: Date },
  ): Promise<string[]>;
  raws(id: string): Promise<{ revision: number; raw: unknown; receivedAt: Date }[]>;
  count(): Promise<number>;
};

export type CallWrites = CallReads & {
  /** Inserts those that are new by (source, sourceCallId); returns their ids. Others are left for `lockFor`. */
  insertNew(calls: readonly NewCall[]): Promise<Set<string>>;
  /** The stored call, locked until the transaction ends. */
  lockFor(source: string, sourceCallId: string): Promise<WholeCall | undefined>;
  replace(call: NewCall): Promise<void>;
  saveFindings(id: string, found: Omit<ScoredCall, 'id'>): Promise<void>;
  /** The same for many calls in two statements. */
  saveFindingsMany(found: readonly ScoredCall[]): Promise<void>;
  deleteRawsBefore(before: Date): Promise<number>;
  /** Removes every call of a customer and what hangs on it; returns how many. */
  forget(customerKeys: readonly string[]): Promise<number>;
};
