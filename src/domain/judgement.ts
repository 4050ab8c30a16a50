import type { JudgeUsage } from './judge-policy.ts';
import type { CriterionId } from './signal.ts';

/** What the judge says of one criterion: 0 to 100, null where the transcript does not show it; one sentence; the turn's index that shows it. */
export type JudgedCriterion = { id: CriterionId; score: number | null; reason: string; turn?: number };

/** An answer of the judge about one call; no criteria: it could not be read. */
export type JudgedCall = { criteria: readonly JudgedCriterion[]; usage?: JudgeUsage };

/** Why a call that is to be judged is not: its turn has not come, the day's budget is spent, nobody answers, or three answers could not be read. */
export type WhyOwed = 'waiting' | 'over_budget' | 'no_answer' | 'unreadable' | 'too_late';

/** How the judge stands to one call. What it said stays while it is asked anew about more turns, or in another version. */
export type Judgement = {
  callId: string;
  state: 'owed' | 'judged' | 'given_up';
  why?: WhyOwed;
  /** The score by rules was near the threshold. */
  near: boolean;
  tries: number;
  unreadable: number;
  /** What judged it: model and prompt. */
  version?: string;
  criteria?: readonly JudgedCriterion[];
  /** How many turns the call had then. */
  turnCount?: number;
  judgedAt?: Date;
};

/** So many answers that cannot be read, and the call is left to the rules. */
export const UNREADABLE_LIMIT = 3;
