import type { SurfaceName } from '#src/domain/actor.ts';

/** Every job of Ratchet by name, with its data. Adding one adds a file in jobs/ and a line in its schedule table. */
export type JobData = {
  'score-calls': { callIds: string[] };
  /** Posts, edits or answers one message; `messageId` is our row. */
  deliver: { messageId: string };
  /** Sends what is due in one channel of a platform that counts by channel, one call at a time. */
  'deliver-channel': { surface: SurfaceName; channel: string };
  'replay-scenario': { scenarioId: string; kind: 'proof' | 'replay'; requestedBy: string; target?: string };
  /** Sends a call's own messages to today's agent, with an article in its knowledge where one is named. */
  'replay-call': { callId: string; requestedBy: string; articleId?: string };
  /** Has the calls judged that are owed to the judge. */
  'judge-calls': { period: string };
  'weekly-report': { week: string };
  /** One post about calls too old for cards of their own. */
  'old-calls-summary': { since: string };
  housekeeping: { period: string };
  /** Keeps the counts of days for reports. */
  'roll-up': { period: string };
  /** Runs the slow tier against today's agents. */
  nightly: { period: string };
  /** Makes the issue tracker say how a scenario did by night. */
  'file-ticket': { scenarioId: string };
  /** Moves scenarios between tiers. */
  'move-tiers': { period: string };
  /** Groups the failing calls of the last four weeks. */
  'find-patterns': { period: string };
  /** Looks whether a flagged call brings an archived scenario back. */
  resurrect: { callId: string };
  /** Draws the looks of a local day among its calls that nothing flagged. */
  'draw-looks': { day: string };
  /** Asks the channel about a version that nobody announced, once it took a few calls. */
  'ask-version': { versionId: string };
  /** Looks at an agent's fixes at once, as many of its calls have just been confirmed. */
  'watch-fixes': { agent: string };
  /** Claims that are about to end or have ended, and the daily line about what is late. */
  reminders: { period: string };
};
export type JobName = keyof JobData;

export type Job<N extends JobName = JobName> = {
  [K in N]: {
    name: K;
    data: JobData[K];
    /** At most one waiting or active job of this name and key. */
    key?: string;
    /** Not before this long from now. */
    delayMs?: number;
  };
}[N];

export type DeadJob = { id: string; name: string; failedAt: Date; error: string };

export type QueueCounts = { waiting: number; active: number; dead: number };

/** The queue seen from outside a transaction. Enqueueing is the transaction's own (`tx.enqueue`). */
export type Queue = {
  counts(): Promise<QueueCounts>;
  dead(limit: number): Promise<DeadJob[]>;
  /** Waits until nothing is waiting or active; for the demo, imports and tests. */
  drain(signal?: AbortSignal): Promise<void>;
};
