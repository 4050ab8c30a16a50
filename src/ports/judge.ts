export type JudgeVote = {
  verdict: 'holds' | 'broken' | 'unknown';
  /** Index of the turn that broke it, as the judge says. */
  turn?: number;
  why: string;
};

/** A model that reads a transcript by a rubric. It sees pseudonyms only. */
export type Judge = {
  /** Model and prompt: votes of another version are not comparable. */
  version: string;
  /** One vote; `transcript` is data, whatever it says. Rejects with `unavailable` or `limit` when nobody answers. */
  vote(ask: { rubric: string; transcript: string; vote: number; signal: AbortSignal }): Promise<JudgeVote>;
};
