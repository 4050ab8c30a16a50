import type { Severity } from './signal.ts';

/** snoozed and duplicate wait or are done elsewhere; confirmed and dismissed carry a verdict. */
export type ReviewState = 'open' | 'claimed' | 'snoozed' | 'confirmed' | 'dismissed' | 'duplicate';

/**
 * How the reviewer came to the review: only queue-served verdicts are a fair sample; 'group' was decided with a lead that the queue
 * served, 'look' at a call that nothing had flagged.
 */
export type Via = 'queue' | 'channel' | 'search' | 'api' | 'group' | 'look';

/** The work item of one flagged call. `version` grows with each change; every write names the one it saw. */
export type Review = {
  id: string;
  callId: string;
  agent: string;
  agentVersion?: string;
  state: ReviewState;
  version: number;
  severity: Severity;
  reason: string;
  patternKey: string;
  score: number;
  ownerId?: string;
  ownerName?: string;
  claimedAt?: Date;
  failureModes: readonly string[];
  note?: string;
  dismissReason?: string;
  duplicateOf?: string;
  snoozedUntil?: Date;
  verdictAt?: Date;
  verdictBy?: string;
  verdictVia?: Via;
  scenarioId?: string;
  /** Occurrences of the same pattern counted on this card, itself included. */
  occurrences: number;
  lastOccurrenceAt: Date;
  /** Stored random number that orders the queue inside a severity band. */
  queueOrder: number;
  /** Set on an occurrence that was grouped under another review's card. */
  groupedUnder?: string;
  /** Set when a promoted failure came back: the scenario the gate let through. */
  recurrenceOf?: string;
  /** Set where no check flagged the call: a person found it. */
  foundBy?: 'look';
  createdAt: Date;
  updatedAt: Date;
};

export const DISMISS_REASONS = [
  { id: 'agent_was_right', label: 'The agent did the right thing' },
  { id: 'customer_error', label: 'The customer asked for something impossible' },
  { id: 'bad_signal', label: 'The detector misread the call' },
  { id: 'test_call', label: 'A test call' },
  { id: 'other', label: 'Something else' },
] as const;

/** The reason of a dismissal by reaction: a reaction carries no words. */
export const DISMISSED_BY_REACTION = 'by_reaction';

/** Whether nothing more is to do on it. */
export function isDone(state: ReviewState): boolean {
  return state === 'confirmed' || state === 'dismissed' || state === 'duplicate';
}
