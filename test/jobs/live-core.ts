import { createStore } from '#adapters/database/create-store.ts';
import { openDatabase } from '#adapters/database/open-database.ts';
import { aloneSince } from '#adapters/database/sole-instance.ts';
import { type Handlers, startQueue } from '#jobs/queue.ts';
import type { Job, JobName } from '#src/ports/queue.ts';
import type { Store } from '#src/ports/store.ts';
import type { TestPlace } from '#test/databases.ts';
import { contextAt, nextId, releaseStack } from '#test/store.ts';

export type LogLine = { event: string; facts: Readonly<Record<string, unknown>> };
export type LiveQueue = Awaited<ReturnType<typeof liveQueue>>;

/** A database with the real queue on it. What a job does is put into `does`; a job without an entry there does nothing. */
export async function liveQueue(
  place: TestPlace['place'],
  drop: () => Promise<void> = async () => undefined,
  superviseSeconds = 15,
) {
  const releases = releaseStack();
  const lines: LogLine[] = [];
  const log = (event: string, facts: LogLine['facts'] = {}) => void lines.push({ event, facts });
  releases.push('test database', drop);
  const database = await openDatabase('url' in place ? { ...place, maxConnections: 4 } : place, { releases, log });
  const aloneAt = await aloneSince(database, { releases, log });
  const where = database.kind === 'postgresql' ? { url: database.url } : { pglite: database.pglite };
  const queue = await startQueue(where, { aloneAt, log, releases, sql: database.sql, superviseSeconds });
  // Two processes of one test work on one database.
  const id = () => `${process.pid}-${nextId()}`;
  const store = createStore({ database, enqueue: queue.enqueue, afterCommit: queue.wake, id });
  const does: Partial<Record<JobName, (data: never, job: { id: string; attempt: number }) => Promise<void>>> = {};
  const handler = (name: JobName) => async (data: never, job: { id: string; attempt: number }) =>
    does[name]?.(data, job);
  return {
    database,
    queue,
    store,
    does,
    log: lines,
    releases,
    work: () => queue.work(handlersOf(handler)),
    enqueue: (...jobs: Job[]) => enqueueIn(store, jobs),
    /** What waits for its next try is due now. */
    async hurry(name: JobName) {
      await database.sql(
        `update pgboss.job set start_after = now() where state in ('created', 'retry') and name = $1`,
        [name],
      );
      queue.wake([{ name } as Job]);
    },
    close: () => releases.releaseAll(),
  };
}

function handlersOf(handler: (name: JobName) => unknown): Handlers {
  const names: JobName[] = [
    'score-calls',
    'deliver',
    'deliver-channel',
    'replay-scenario',
    'weekly-report',
    'old-calls-summary',
    'housekeeping',
    'nightly',
    'file-ticket',
  ];
  return Object.fromEntries(names.map((name) => [name, handler(name)])) as Handlers;
}

async function enqueueIn(store: Store, jobs: readonly Job[]): Promise<void> {
  await store.write(contextAt(new Date()), { event: 'test.done', subject: 'test' }, async (tx) => {
    for (const job of jobs) await tx.enqueue(job);
  });
}

/** Waits until `look` gives something; fails with `what` after `ms`. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 25_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`It did not happen within ${ms} ms: ${what}.`);
    await new Promise((done) => setTimeout(done, 10));
  }
}
