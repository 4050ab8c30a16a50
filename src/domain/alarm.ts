import type { Rate } from './rate-words.ts';
import type { Verdict } from './verdict.ts';

/** worse and came_back are of a fix's own failure modes, guardrail of any other since a fix, drift of one without a fix. */
export const ALARM_KINDS = ['worse', 'came_back', 'guardrail', 'drift'] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** What stood when it was posted; JSON. */
export type AlarmFacts = {
  /** The failure mode's title, or "Failures of any kind". */
  mode: string;
  verdict: Verdict;
  before: Rate;
  after: Rate;
  /** Local days that the clearest calls are of. */
  firstDay: string;
  lastDay: string;
  /** The version that it is since, and the one before it, where known. */
  version?: string;
  previousVersion?: string;
  /** ISO 8601; when that version went live. */
  liveAt?: string;
  /** "since v15", "since Tuesday's deployment of v15", "in the last two weeks". */
  since?: string;
  fix?: { title: string; ownerName: string };
  /** ISO week whose report shows the same. */
  week: string;
};

/** Something got worse: told once, until a person takes note of it. */
export type Alarm = {
  id: string;
  /** Two looks that find the same make the same key, so that one of them tells it. */
  key: string;
  kind: AlarmKind;
  /** The first is the one that it is about, in a fix of several. */
  agents: readonly string[];
  /** Or `ANY_FAILURE`. */
  failureMode: string;
  fixId?: string;
  /** The clearest calls, at most three. */
  callIds: readonly string[];
  facts: AlarmFacts;
  postedAt: Date;
  acknowledgedAt?: Date;
  acknowledgedBy?: string;
  rolledBackAt?: Date;
  rolledBackBy?: string;
  rolledBackTo?: string;
};

/** A confirmed call that shows a failure well, and why it was chosen. */
export type ClearCall = { callId: string; reviewId: string; severity: string; reason: string; score: number };
