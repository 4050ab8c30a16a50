import type { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool } from 'pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import type { Log, ReleaseStack } from '#src/ports/runtime.ts';
import { createClient } from './create-client.ts';
import { translateError } from './database-error.ts';
import { createFreeSpaceGuard } from './disk-space.ts';
import type { PrismaClient } from './generated/client.ts';
import { type Lock, takeLock } from './lock.ts';
import { migrate, type SessionSource } from './migrate.ts';
import { embeddedSessions, makeDataDir, openEmbedded, openInMemory } from './open-embedded.ts';
import { openPostgres, poolSessions } from './open-postgres.ts';

/** An open, migrated database. `createStore` makes the store of it; the queue is made of what lies under it. */
export type Database = {
  client: PrismaClient;
  /** One statement outside any transaction, without Prisma: for the queue and for measuring. */
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** Several statements without values. */
  script(text: string): Promise<void>;
} & (
  | { kind: 'postgresql'; url: string; pool: Pool }
  /** `lock`, and `refuseWhenFull` to ask before a write, are there unless the database is in memory. */
  | { kind: 'embedded'; pglite: PGlite; lock?: Lock; refuseWhenFull?: () => Promise<void> }
);

export type DatabasePlace =
  | { url: string; maxConnections?: number }
  | { dataDir: string; startedAt: Date }
  /** For tests; `true` is empty, a dump comes migrated. */
  | { memory: true | Blob };

/** Opens the database and applies what is missing of the migrations; what it opens it pushes on the release stack. */
export async function openDatabase(
  place: DatabasePlace,
  deps: { releases: ReleaseStack; log: Log },
): Promise<Database> {
  try {
    if ('url' in place) return await openServer(place, deps);
    return await openEmbeddedDatabase(place, deps);
  } catch (error) {
    throw translateError(error);
  }
}

type Deps = { releases: ReleaseStack; log: Log };

async function openServer(place: { url: string; maxConnections?: number }, deps: Deps): Promise<Database> {
  const pool = openPostgres(place.url, { ...deps, ...place });
  const sessions = poolSessions(pool);
  await migrateAndLog(sessions, deps.log);
  const client = createClient(new PrismaPg(pool));
  deps.releases.push('database client', () => client.$disconnect());
  return { kind: 'postgresql', url: place.url, pool, client, ...outside(sessions) };
}

async function openEmbeddedDatabase(place: Exclude<DatabasePlace, { url: string }>, deps: Deps): Promise<Database> {
  const lock = 'dataDir' in place ? await lockFolder(place, deps.releases) : undefined;
  const pglite =
    'dataDir' in place
      ? await openEmbedded(place.dataDir)
      : await openInMemory(place.memory === true ? undefined : place.memory);
  deps.releases.push('embedded database', () => pglite.close());
  const sessions = embeddedSessions(pglite);
  await migrateAndLog(sessions, deps.log);
  const client = createClient(new PrismaPGlite(pglite));
  deps.releases.push('database client', () => client.$disconnect());
  const onDisk = 'dataDir' in place ? { refuseWhenFull: createFreeSpaceGuard(place.dataDir) } : {};
  return { kind: 'embedded', pglite, client, ...(lock ? { lock } : {}), ...onDisk, ...outside(sessions) };
}

async function lockFolder(place: { dataDir: string; startedAt: Date }, releases: ReleaseStack): Promise<Lock> {
  await makeDataDir(place.dataDir);
  const lock = await takeLock(place.dataDir, place.startedAt);
  releases.push('data folder lock', () => lock.release());
  return lock;
}

async function migrateAndLog(sessions: SessionSource, log: Log): Promise<void> {
  const applied = await migrate(sessions);
  if (applied.length > 0) log('database.migrated', { migrations: applied });
}

function outside(sessions: SessionSource): Pick<Database, 'sql' | 'script'> {
  return {
    sql: (text, values) => sessions.session((session) => session.sql(text, values)),
    script: (text) => sessions.session((session) => session.script(text)),
  };
}
