import type { Look, LookAnswer, LookState } from '#src/domain/look.ts';
import type { LookedAt } from '#src/domain/missed.ts';

/** Which calls are drawn from: begun within [from, to), scored without a flag, and sent at most `lateMs` after they began. */
export type LookFrame = { from: Date; to: Date; lateMs: number };

export type LookFilter = {
  states?: readonly LookState[];
  /** Local day of the calls. */
  day?: string;
  agents?: readonly string[];
  limit: number;
};

/** Looks at calls of [firstDay, lastDay]: those answered whose call nothing flagged since, and how many were offered and skipped. */
export type LookResults = { looked: LookedAt[]; offered: number; skipped: number };

export type LookReads = {
  /** How many calls of the frame each agent had. */
  frame(frame: LookFrame): Promise<{ agent: string; n: number }[]>;
  /** A simple random sample of the frame's calls of these agents, in random order; the same seed draws the same. */
  sample(
    frame: LookFrame,
    agents: readonly string[],
    seed: string,
    n: number,
  ): Promise<{ callId: string; agent: string }[]>;
  get(id: string): Promise<Look | undefined>;
  ofCall(callId: string): Promise<Look | undefined>;
  /** Newest day first, inside a day in the order drawn; a look whose call was flagged since is left out while it is unanswered. */
  list(filter: LookFilter): Promise<Look[]>;
  /** How many wait for an answer. */
  waiting(agents?: readonly string[]): Promise<number>;
  results(firstDay: string, lastDay: string, agents?: readonly string[]): Promise<LookResults>;
  /** Days of the looks at these customers' calls. */
  daysOfCustomers(customerKeys: readonly string[]): Promise<string[]>;
};

export type LookWrites = LookReads & {
  nextId(): Promise<string>;
  insert(looks: readonly Look[]): Promise<void>;
  /** Answers it if it still has the state `from`; undefined when somebody was faster. */
  answer(
    id: string,
    from: LookState,
    answer: { state: LookAnswer; answeredBy: string; answeredByName: string; answeredAt: Date },
  ): Promise<Look | undefined>;
};
