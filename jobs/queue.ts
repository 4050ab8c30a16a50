import { type Db, fromPglite, type JobWithMetadata, type PGliteLike, PgBoss } from 'pg-boss';
import { AppError } from '#src/errors.ts';
import type { Job, JobName, Queue } from '#src/ports/queue.ts';
import type { Log, ReleaseStack } from '#src/ports/runtime.ts';
import { JOB_TABLE, type JobRule } from './job-table.ts';
import { DEAD, drain, readCounts, readDead, returnActiveJobs, SCHEMA, type Sql } from './queue-rows.ts';

/** Where the queue lives: its own connections to PostgreSQL, or the embedded database's one. */
export type QueueDatabase = { url: string } | { pglite: unknown };

export type Handler = (data: never, job: { id: string; attempt: number }) => Promise<void>;
export type Handlers = {
  [N in JobName]: (data: Extract<Job, { name: N }>['data'], job: { id: string; attempt: number }) => Promise<void>;
};

/** The queue with what only main and the database adapter use of it. */
export type RunningQueue = Queue & {
  /** Puts a job into the caller's transaction; false when one of its key waits already. */
  enqueue(tx: { sql: Sql }, job: Job): Promise<boolean>;
  /** Wakes this process's workers after a commit; other processes hear by NOTIFY. */
  wake(jobs: readonly Job[]): void;
  work(handlers: Handlers): Promise<void>;
};

const NAMES = Object.keys(JOB_TABLE) as JobName[];
/** How long a job that was given up can be seen. */
const DEAD_DAYS = 90;
const POLL_SECONDS = 2;

/**
 * Starts pg-boss on either database. `aloneAt`: when nobody else was there, so that jobs active since before were left by a killed
 * process and are returned at once; else they come back when their heartbeat is missed, which is looked at every `superviseSeconds`.
 */
export async function startQueue(
  database: QueueDatabase,
  options: { aloneAt: Date | undefined; log: Log; releases: ReleaseStack; sql: Sql; superviseSeconds?: number },
): Promise<RunningQueue> {
  const { log, sql } = options;
  const boss = createBoss(database, options.superviseSeconds ?? 15);
  let stopped = false;
  boss.on('error', (error) => {
    // A job that outlived the stop cannot be finished any more; it is done again at the next start.
    if (!stopped) log('queue.failed', { error: error.message }, 'error');
  });
  await boss.start();
  options.releases.push('queue', async () => {
    await boss.stop({ graceful: true, timeout: 8_000, close: true });
    stopped = true;
  });
  await makeQueues(boss);
  const returned = options.aloneAt ? await returnActiveJobs(sql, options.aloneAt) : 0;
  if (returned > 0) log('jobs.returned', { n: returned });
  const workers = new Map<JobName, string[]>();

  return {
    async enqueue(tx, { name, data, key, delayMs }) {
      const db: Db = { executeSql: async (text, values) => ({ rows: await tx.sql(text, values ?? []) }) };
      const added = await boss.send(name, data, {
        db,
        ...(key === undefined ? {} : { singletonKey: key }),
        ...(key === undefined || !JOB_TABLE[name].oneAtATime ? {} : { group: { id: key } }),
        ...(delayMs === undefined ? {} : { startAfter: Math.ceil(delayMs / 1_000) }),
      });
      return added !== null;
    },
    wake(jobs) {
      for (const name of new Set(jobs.map((job) => job.name))) {
        for (const worker of workers.get(name) ?? []) boss.notifyWorker(worker);
      }
    },
    async work(handlers) {
      for (const name of NAMES) {
        // One by one rather than by `localConcurrency`, of which only the first can be woken: it may be busy for long.
        const ids = Array.from({ length: JOB_TABLE[name].concurrency }, () =>
          startWorker(boss, name, handlers[name] as Handler, log),
        );
        workers.set(name, await Promise.all(ids));
      }
    },
    counts: () => readCounts(sql),
    dead: (limit) => readDead(sql, limit),
    drain: (signal) => drain(sql, signal),
  };
}

function createBoss(database: QueueDatabase, superviseIntervalSeconds: number): PgBoss {
  const shared = {
    schema: SCHEMA,
    schedule: false,
    superviseIntervalSeconds,
    monitorIntervalSeconds: 15,
    persistWarnings: false,
  };
  if ('url' in database)
    return new PgBoss({
      ...shared,
      connectionString: database.url,
      max: 6,
      useListenNotify: true,
      application_name: 'ratchet-queue',
    });
  return new PgBoss({
    ...shared,
    db: fromPglite(database.pglite as PGliteLike),
    backend: 'pglite',
    reindex: false,
    monitorVacuum: false,
  });
}

/** Makes or changes only what is not yet as the table says: on the embedded database each of these statements costs a start 10 ms or more. */
async function makeQueues(boss: PgBoss): Promise<void> {
  const known = new Map(
    (await boss.getQueues()).map((queue) => [queue.name, queue as unknown as Record<string, unknown>]),
  );
  if (!known.has(DEAD)) await boss.createQueue(DEAD, { retentionSeconds: DEAD_DAYS * 86_400 });
  for (const name of NAMES) {
    const rule = JOB_TABLE[name];
    const options = queueOptions(rule);
    const found = known.get(name);
    if (found && Object.entries(options).every(([option, value]) => found[option] === value)) continue;
    if (found) await boss.updateQueue(name, options);
    else await boss.createQueue(name, { ...options, policy: rule.policy });
    // A queue that pg-boss has not cached is looked up outside the caller's transaction: on one connection that hangs for ever.
    await boss.fetch(name, { batchSize: 1, minPriority: 2_000_000_000 });
  }
}

function queueOptions({ retryLimit, retryDelay, retryDelayMax, expireInSeconds, keepSeconds }: JobRule) {
  return {
    retryLimit,
    retryDelay,
    retryBackoff: true,
    retryDelayMax,
    expireInSeconds,
    heartbeatSeconds: 30,
    retentionSeconds: 14 * 86_400,
    deleteAfterSeconds: keepSeconds,
    deadLetter: DEAD,
    notify: true,
  };
}

async function startWorker(boss: PgBoss, name: JobName, handle: Handler, log: Log): Promise<string> {
  const { batchSize, oneAtATime } = JOB_TABLE[name];
  return boss.work(
    name,
    {
      batchSize,
      burstWhenBatchFull: batchSize > 1,
      pollingIntervalSeconds: POLL_SECONDS,
      // Else 30: a retry or a delayed job notifies nobody.
      notifyPollingIntervalSeconds: POLL_SECONDS,
      ...(oneAtATime ? { groupConcurrency: 1 } : {}),
      perJobResults: true,
      includeMetadata: true,
    },
    async (jobs: JobWithMetadata[]) => {
      const results: { id: string; status: 'completed' | 'failed' | 'deadletter'; output?: object }[] = [];
      for (const job of inOrder(jobs)) {
        try {
          await handle(job.data as never, { id: job.id, attempt: job.retryCount });
          results.push({ id: job.id, status: 'completed' });
        } catch (error) {
          results.push(outcomeOf(name, job.id, error, log));
        }
      }
      return results;
    },
  );
}

/** A batch comes in any order; people read the messages in the order in which they were wanted. */
function inOrder<T extends { createdOn: Date }>(jobs: readonly T[]): T[] {
  return [...jobs].sort((a, b) => a.createdOn.getTime() - b.createdOn.getTime());
}

/**
 * How a failed job goes on: dropped where another try would end alike, else tried again. A conflict is tried again too: it may be a
 * transaction that lost to another, and a job that finds its work done does nothing.
 */
function outcomeOf(
  name: JobName,
  id: string,
  error: unknown,
  log: Log,
): { id: string; status: 'completed' | 'failed'; output?: object } {
  const code = error instanceof AppError ? error.code : 'bug';
  const message = error instanceof Error ? error.message : String(error);
  const dropped = code === 'invalid' || code === 'forbidden' || code === 'not_found';
  log(
    dropped ? 'job.dropped' : 'job.failed',
    { job: name, id, code, error: message },
    code === 'bug' ? 'error' : 'warn',
  );
  return dropped
    ? { id, status: 'completed', output: { dropped: message } }
    : { id, status: 'failed', output: { message } };
}
