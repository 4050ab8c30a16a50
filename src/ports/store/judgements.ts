import type { DecidedCall } from '#src/domain/judge-agreement.ts';
import type { JudgeUsage } from '#src/domain/judge-policy.ts';
import type { JudgedCriterion, Judgement, WhyOwed } from '#src/domain/judgement.ts';

/** What the judge was asked on one local day; the cost in the unit of the price. */
export type JudgeDay = { day: string; requests: number; inputTokens: number; outputTokens: number; cost: number };

/** A call to be judged, with what decides whose turn it is. */
export type OwedCall = { callId: string; near: boolean; startedAt: Date; why: WhyOwed };

export type JudgementReads = {
  of(callIds: readonly string[]): Promise<Judgement[]>;
  day(day: string): Promise<JudgeDay>;
  /** How many calls are owed, by why. */
  owed(): Promise<{ why: WhyOwed; n: number }[]>;
  /** Judged calls that began within [from, to) whose review is confirmed or dismissed, of these agents. */
  decided(from: Date, to: Date, agents?: readonly string[]): Promise<DecidedCall[]>;
};

export type JudgementWrites = JudgementReads & {
  /** Notes calls to be judged; one that was judged before keeps what was said until then. */
  owe(calls: readonly OwedCall[], at: Date): Promise<void>;
  /** Takes owed calls for one who asks now, nobody else's until then: those tried least, then near the threshold, then newest. */
  take(limit: number, at: Date, until: Date): Promise<string[]>;
  /** Stores an answer; false when the call is gone. */
  save(said: {
    callId: string;
    version: string;
    criteria: readonly JudgedCriterion[];
    turnCount: number;
    at: Date;
  }): Promise<boolean>;
  /** Gives taken calls back: to be asked again not before then. An unreadable answer counts, and with the last one the call is given up. */
  giveBack(callIds: readonly string[], why: WhyOwed, notBefore: Date): Promise<void>;
  /** States why calls are owed that nobody asks about now, at most so many; those whose reason changed. */
  restate(why: WhyOwed, at: Date, limit: number): Promise<string[]>;
  /** Gives up owed calls that began before this, at most so many; their ids. */
  giveUp(before: Date, limit: number): Promise<string[]>;
  /** Counts a request against the day's budget before it is made; false when it would not fit. */
  reserve(day: string, request: { cost: number; maxPerDay: number; maxCost?: number | undefined }): Promise<boolean>;
  /** Puts what a request took in the place of what was reserved for it. */
  settle(day: string, taken: { reserved: number; cost: number; usage: JudgeUsage }): Promise<void>;
};
