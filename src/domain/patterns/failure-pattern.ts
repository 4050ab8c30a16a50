/** Where a pattern belongs: a failure mode that people confirmed, or, until they did, the signal that flagged ("compliance:consent"). */
export type Under = { kind: 'mode' | 'signal'; under: string };

/** Calls of one agent that went wrong alike within four weeks. */
export type FailurePattern = Under & {
  /** "P-12"; the same from week to week while at least half of the smaller one's calls are the same. */
  id: string;
  agent: string;
  /** The customer's sentence that stands for all of them, redacted; '' where none does or its customer was forgotten. */
  quote: string;
  quoteCallId: string;
  /** Words that tell these calls from the agent's other failures, most telling first. */
  terms: readonly string[];
  callIds: readonly string[];
  /** Calls of the last seven days, and of the seven before. */
  recent: number;
  before: number;
  growth: 'new' | 'growing' | 'steady';
  /** The ISO week it was first seen in. */
  firstWeek: string;
  /** The call nearest to all others that no scenario has been made of, if there is one. */
  clearestCallId: string;
};

/** A failing call as patterns are made of it. */
export type FailingCall = {
  callId: string;
  agent: string;
  startedAt: Date;
  /** Several for a call with several failure modes. */
  under: readonly Under[];
  /** What the customer said, a line a turn. */
  said: string;
  /** The reviewer's own words. */
  note?: string;
  isPromoted: boolean;
};
