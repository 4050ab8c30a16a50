import { createStore } from '#adapters/database/create-store.ts';
import { type Database, openDatabase } from '#adapters/database/open-database.ts';
import type { Actor } from '#src/domain/actor.ts';
import type { Job } from '#src/ports/queue.ts';
import type { Store, WriteContext } from '#src/ports/store.ts';
import type { TestPlace } from './databases.ts';
import { migratedDump } from './pglite.ts';

export type TestStore = {
  store: Store;
  database: Database;
  /** Every job that a committed write enqueued. */
  jobs: Job[];
  close(): Promise<void>;
};

/** An empty store of its own, embedded unless told where; its jobs are written to a table inside the transaction, and listed here after the commit. */
export async function testStore(make: () => Promise<TestPlace> = inMemory): Promise<TestStore> {
  const { place, drop } = await make();
  const releases = releaseStack();
  releases.push('test database', drop);
  const database = await openDatabase('url' in place ? { ...place, maxConnections: 4 } : place, {
    releases,
    log: () => undefined,
  });
  await database.script('create table test_jobs (name text not null)');
  const jobs: Job[] = [];
  const store = createStore({
    database,
    async enqueue(tx, job) {
      await tx.sql('insert into test_jobs values ($1)', [job.name]);
      return true;
    },
    afterCommit: (added) => void jobs.push(...added),
    id: nextId,
  });
  return { store, database, jobs, close: () => releases.releaseAll() };
}

async function inMemory(): Promise<TestPlace> {
  return { place: { memory: await migratedDump() }, drop: async () => undefined };
}

/** Releases in reverse, as the process does on SIGTERM. */
export function releaseStack() {
  const held: (() => Promise<void> | void)[] = [];
  return {
    push: (_: string, release: () => Promise<void> | void) => void held.push(release),
    async releaseAll() {
      for (let release = held.pop(); release; release = held.pop()) await release();
    },
    get size() {
      return held.length;
    },
  };
}

let lastId = 0;

/** Ids that sort by when they were made. */
export function nextId(): string {
  lastId += 1;
  return `id${String(lastId).padStart(8, '0')}`;
}

export const testActor: Actor = { kind: 'system', id: 'test', name: 'Test' };

export function contextAt(now: Date): WriteContext {
  return { actor: testActor, now };
}

/** `write` of a store that is opened later. */
export function writer(use: () => TestStore): Store['write'] {
  return (...args) => use().store.write(...args);
}
