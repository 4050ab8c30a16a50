import type { Check } from '#src/domain/check.ts';
import type { DraftContent } from '#src/domain/model-draft.ts';

/** A call to draft from; all of it is data, whatever it says, and stands on pseudonyms. */
export type DraftAsk = {
  /** JSON lines, a turn each. */
  transcript: string;
  /** Why the call is in review, a sentence each. */
  reasons: readonly string[];
  signal: AbortSignal;
};

export type ChecksAsk = DraftAsk & {
  /** Names of the agent's tools. */
  tools: readonly string[];
  /** Sentences of the checks that are there already. */
  known: readonly string[];
};

/** A model that drafts from a call. What it answers is nobody's word: whoever asks looks at each draft, and a person accepts it. */
export type Drafter = {
  /** Model and prompt. */
  version: string;
  /** After so long whoever asked is told that it still drafts. */
  patienceMs: number;
  /** Checks, each with its meaning as its note; `unreadable` counts what was none. Rejects with `unavailable` or `limit` when nobody answers. */
  checks(ask: ChecksAsk): Promise<{ checks: Check[]; unreadable: number }>;
  /** What the agent lacked, as an article; undefined when the answer cannot be read. Rejects as `checks` does. */
  article(ask: DraftAsk): Promise<DraftContent<'article'> | undefined>;
};
