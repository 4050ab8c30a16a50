import type { Review, ReviewState } from '#src/domain/review.ts';
import type { Severity } from '#src/domain/signal.ts';

export type StoredReview = Review & { callStartedAt: Date };
/** Reactions and clicks that say what somebody thinks of a review, whatever its state is. */
export type Vote = {
  reviewId: string;
  actorId: string;
  actorName: string;
  vote: 'claim' | 'confirm' | 'dismiss' | 'promote';
  at: Date;
};

export type ReviewFilter = {
  states?: readonly ReviewState[];
  ownerId?: string;
  agents?: readonly string[];
  patternKey?: string;
  failureMode?: string;
  severity?: Severity;
  /** Only those with a card of their own. */
  leadsOnly?: boolean;
  /** `queue`: severity worst first, then the stored random order; `newest`; `oldest`. */
  order: 'queue' | 'newest' | 'oldest';
  limit: number;
  offset?: number;
};

export type ReviewCounts = { state: ReviewState; n: number }[];

export type ReviewReads = {
  get(id: string): Promise<StoredReview | undefined>;
  ofCall(callId: string): Promise<StoredReview | undefined>;
  list(filter: ReviewFilter): Promise<StoredReview[]>;
  counts(agents?: readonly string[]): Promise<ReviewCounts>;
  groupedUnder(id: string): Promise<StoredReview[]>;
  votes(id: string): Promise<Vote[]>;
  failureModes(): Promise<{ id: string; title: string; owner: string; description: string | null }[]>;
  /** Failure modes by how often they were given, most used first. */
  failureModeUse(since: Date): Promise<{ failureMode: string; n: number }[]>;
};

export type ReviewChange = Partial<Omit<StoredReview, 'id' | 'callId' | 'version' | 'createdAt'>>;

export type ReviewWrites = ReviewReads & {
  nextId(): Promise<string>;
  insert(review: StoredReview): Promise<void>;
  /** Changes the review if it still has this version; undefined when somebody was faster. An explicit undefined clears a field. */
  update(id: string, version: number, change: ReviewChange): Promise<StoredReview | undefined>;
  addVote(vote: Vote): Promise<boolean>;
  removeVote(reviewId: string, actorId: string, vote: Vote['vote']): Promise<boolean>;
  addFailureMode(mode: {
    id: string;
    title: string;
    owner: string;
    description?: string;
    createdBy: string;
    createdAt: Date;
  }): Promise<boolean>;
};
