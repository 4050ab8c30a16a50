import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Job } from '#src/ports/queue.ts';
import type { AuditEvent, Store, Tx, WriteContext } from '#src/ports/store.ts';
import { addAudit } from './audit.ts';
import { lostARace, translateError } from './database-error.ts';
import type { Database } from './open-database.ts';
import { type Db, dbOf, type Sql } from './sql.ts';

/** Adds a job to the queue by the transaction's own SQL; false when one of its key waits already. */
export type Enqueue = (tx: { sql: Sql }, job: Job) => Promise<boolean>;

export type WriteDeps = {
  database: Pick<Database, 'client' | 'kind'> & { refuseWhenFull?: () => Promise<void> };
  enqueue: Enqueue;
  afterCommit?: (jobs: readonly Job[]) => void;
  id: () => string;
  txOf: (db: Db, enqueue: (job: Job) => Promise<void>, now: Date) => Tx;
};

type Write = Store['write'];

const TIMEOUT_MS = 5_000;
/** How long a write waits for its turn before the database counts as too busy. */
const MAX_WAIT_MS = 20_000;
const ATTEMPTS = 3;

/** The only way to change anything: one transaction with its audit rows and its jobs, tried again only when it lost to another. */
export function createWrite(deps: WriteDeps): Write {
  const once = writeOnce(deps);
  const write: Write = async (ctx, event, fn) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(ctx, event, fn);
      } catch (error) {
        if (attempt === ATTEMPTS || !lostARace(error)) throw translateError(error);
      }
    }
  };
  return deps.database.kind === 'embedded' ? oneByOne(write) : write;
}

function writeOnce(deps: WriteDeps): Write {
  return async (ctx, event, fn) => {
    await deps.database.refuseWhenFull?.();
    const jobs: Job[] = [];
    const result = await deps.database.client.$transaction(
      async (client) => {
        const db = dbOf(client);
        const enqueue = async (job: Job) => {
          // One that waits already has woken its worker: two clicks cost one look at the queue.
          if (await deps.enqueue({ sql: db.sql }, job)) jobs.push(job);
        };
        const tx = deps.txOf(db, enqueue, ctx.now);
        const value = await fn(tx);
        await addAudit(db, ctx, eventsOf(event, value), deps.id);
        return value;
      },
      { timeout: TIMEOUT_MS, maxWait: MAX_WAIT_MS },
    );
    if (jobs.length > 0) deps.afterCommit?.(jobs);
    return result;
  };
}

function eventsOf<T>(event: AuditEvent | ((result: T) => AuditEvent | AuditEvent[]), result: T): AuditEvent[] {
  const events = typeof event === 'function' ? event(result) : event;
  return Array.isArray(events) ? events : [events];
}

/** One connection: writes queue here in order, and the event loop breathes between them, or timers and requests would starve. */
function oneByOne(write: Write): Write {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(
    ctx: WriteContext,
    event: AuditEvent | ((result: T) => AuditEvent | AuditEvent[]),
    fn: (tx: Tx) => Promise<T>,
  ) => {
    const mine = last.then(() => write(ctx, event, fn));
    last = mine.then(
      () => nextTurn(),
      () => nextTurn(),
    );
    return mine;
  };
}
