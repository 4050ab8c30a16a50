import type { FailurePattern } from '#src/domain/patterns/failure-pattern.ts';
import type { ReviewState } from '#src/domain/review.ts';

/** A flagged call that nobody found to be right. A duplicate has the failure modes of what it is a duplicate of. */
export type FailingRow = {
  callId: string;
  agent: string;
  startedAt: Date;
  state: ReviewState;
  failureModes: readonly string[];
  patternKey: string;
  note: string | null;
  isPromoted: boolean;
};

export type PatternReads = {
  /** Of calls that began within [from, to), newest first. */
  failing(from: Date, to: Date, limit: number): Promise<FailingRow[]>;
  countFailing(from: Date, to: Date): Promise<number>;
  /** What the customer said in each call, a line a turn, at most 4,000 characters; calls without a transcript are left out. */
  said(callIds: readonly string[]): Promise<{ callId: string; said: string }[]>;
  /** As they stood at the last look of the newest week. */
  latest(): Promise<FailurePattern[]>;
};

export type PatternWrites = PatternReads & {
  nextId(): Promise<string>;
  /** Replaces what was found in this week before, and forgets weeks before `keepFrom`. */
  putWeek(week: string, patterns: readonly FailurePattern[], keepFrom: string): Promise<void>;
};
