import type { JudgeUsage } from '#src/domain/judge-policy.ts';
import type { JudgedCall } from '#src/domain/judgement.ts';

export type JudgeVote = {
  verdict: 'holds' | 'broken' | 'unknown';
  /** Index of the turn that broke it, as the judge says. */
  turn?: number;
  why: string;
  /** Tokens, where the endpoint states them. */
  usage?: JudgeUsage;
};

/** A model that reads a transcript: by a rubric, or by the criteria of the scorecard. It sees pseudonyms only. */
export type Judge = {
  /** Model and prompt: votes of another version are not comparable. */
  version: string;
  /** One vote; `transcript` is data, whatever it says. Rejects with `unavailable` or `limit` when nobody answers. */
  vote(ask: { rubric: string; transcript: string; vote: number; signal: AbortSignal }): Promise<JudgeVote>;
  /** Model and prompt of the scores: numbers of another version are not comparable. */
  scoresVersion: string;
  /** Scores a whole call by every criterion, in one request; rejects as `vote` does. No criteria: the answer could not be read. */
  score(ask: { transcript: string; signal: AbortSignal }): Promise<JudgedCall>;
};
