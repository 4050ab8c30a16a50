import type { JobName } from '#src/ports/queue.ts';

/** How a job is retried, how many run at once, and how long it may take without being taken for dead. */
export type JobRule = {
  /** `short`: at most one waiting job a key. */
  policy: 'standard' | 'short';
  retryLimit: number;
  /** Seconds before the first retry; doubles up to retryDelayMax. */
  retryDelay: number;
  retryDelayMax: number;
  expireInSeconds: number;
  batchSize: number;
  concurrency: number;
  /** Two jobs of one key never run at once, on any replica. */
  oneAtATime?: true;
  /** How long a completed job is kept, in seconds. */
  keepSeconds: number;
};

const base: JobRule = {
  policy: 'standard',
  retryLimit: 5,
  retryDelay: 1,
  retryDelayMax: 60,
  expireInSeconds: 60,
  batchSize: 4,
  concurrency: 1,
  keepSeconds: 3_600,
};

/** Every job with its rule. Delivery goes on for days, so that a chat platform's bad weekend loses nothing. */
export const JOB_TABLE: { readonly [N in JobName]: JobRule } = {
  'score-calls': base,
  deliver: {
    ...base,
    policy: 'short',
    retryLimit: 1_000,
    retryDelay: 2,
    retryDelayMax: 600,
    batchSize: 16,
    oneAtATime: true,
  },
  // Runs as long as its channel has something to send, and waits between two calls most of the time.
  'deliver-channel': {
    ...base,
    policy: 'short',
    retryLimit: 1_000,
    retryDelay: 2,
    retryDelayMax: 600,
    expireInSeconds: 300,
    batchSize: 1,
    concurrency: 4,
    oneAtATime: true,
  },
  'replay-scenario': {
    ...base,
    policy: 'short',
    retryLimit: 2,
    retryDelay: 5,
    expireInSeconds: 3_600,
    batchSize: 1,
    concurrency: 2,
  },
  'replay-call': {
    ...base,
    policy: 'short',
    retryLimit: 2,
    retryDelay: 5,
    expireInSeconds: 3_600,
    batchSize: 1,
  },
  // What stays owed is begun again by the clock, so a failure need not be tried again at once.
  'judge-calls': { ...base, policy: 'short', retryLimit: 2, retryDelay: 30, expireInSeconds: 3_600, batchSize: 1 },
  'weekly-report': { ...base, policy: 'short', retryLimit: 20, expireInSeconds: 600, batchSize: 1 },
  'old-calls-summary': { ...base, policy: 'short', batchSize: 1 },
  nightly: { ...base, policy: 'short', retryDelay: 30, expireInSeconds: 3_600, batchSize: 1 },
  // A tracker that is away for days, or a token that ran out over a weekend, loses nothing.
  'file-ticket': {
    ...base,
    policy: 'short',
    retryLimit: 200,
    retryDelay: 2,
    retryDelayMax: 1_800,
    expireInSeconds: 600,
    batchSize: 1,
    oneAtATime: true,
  },
  'move-tiers': { ...base, policy: 'short', expireInSeconds: 600, batchSize: 1 },
  'find-patterns': { ...base, policy: 'short', expireInSeconds: 600, batchSize: 1 },
  resurrect: { ...base, policy: 'short' },
  'ask-version': { ...base, policy: 'short' },
  'draw-looks': { ...base, policy: 'short', expireInSeconds: 600, batchSize: 1 },
  'roll-up': { ...base, policy: 'short', expireInSeconds: 600, batchSize: 1 },
  housekeeping: { ...base, policy: 'short', expireInSeconds: 600, batchSize: 1 },
  'watch-fixes': { ...base, policy: 'short', expireInSeconds: 600, batchSize: 1 },
  reminders: { ...base, policy: 'short', expireInSeconds: 600, batchSize: 1 },
};
