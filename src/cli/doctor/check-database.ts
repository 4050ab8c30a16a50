import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readLock } from '#adapters/database/lock.ts';
import { openPostgres, poolSessions } from '#adapters/database/open-postgres.ts';
import type { Config } from '#src/config.ts';
import { createReleaseStack } from '#src/release-stack.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../prisma/migrations');
const SKEW_MS = 60_000;

/** The database itself; nothing in it is changed. */
export function checkDatabase(config: Config): Promise<Finding[]> {
  return config.databaseUrl === undefined ? checkEmbedded(config.dataDir) : checkPostgres(config.databaseUrl);
}

async function checkEmbedded(dataDir: string): Promise<Finding[]> {
  if (await readLock(dataDir)) return [ok('database', 'embedded, held by the running server')];
  const names = await readdir(join(dataDir, 'pg')).catch(() => undefined);
  if (names === undefined) return [ok('database', 'embedded; it is made at the first start')];
  if (names.includes('PG_VERSION')) return [ok('database', 'embedded, not running')];
  return [
    wrong(
      'database',
      `${join(dataDir, 'pg')} is not a database`,
      'Restore the folder from a backup, or move it away to begin anew.',
    ),
  ];
}

async function checkPostgres(url: string): Promise<Finding[]> {
  const releases = createReleaseStack(() => undefined);
  try {
    const { session } = poolSessions(openPostgres(url, { releases, log: () => undefined, maxConnections: 1 }));
    return await session(async ({ sql }) => {
      const [about] = await sql(`select current_setting('server_version') as version, now() as now,
        to_regclass('_prisma_migrations') is not null as migrated`);
      const rows = about?.['migrated']
        ? await sql('select migration_name as name from "_prisma_migrations" where finished_at is not null')
        : [];
      return [
        ok('database', `PostgreSQL ${about?.['version']}`),
        await checkMigrations(rows.map((row) => String(row['name']))),
        checkClock('the database', new Date(about?.['now'] as string)),
      ];
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [wrong('database', why, 'Check DATABASE_URL, and that PostgreSQL runs and lets this user in.')];
  } finally {
    await releases.releaseAll();
  }
}

async function checkMigrations(applied: readonly string[]): Promise<Finding> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true });
  const missing = entries
    .filter((entry) => entry.isDirectory() && !applied.includes(entry.name))
    .map(({ name }) => name);
  if (missing.length === 0) return ok('migrations', `${applied.length} applied`);
  return note(
    'migrations',
    `not applied yet: ${missing.join(', ')}`,
    'The next start applies them, or run `ratchet migrate` now.',
  );
}

/** Whether another clock goes as ours does: links expire and weeks end by it. */
export function checkClock(whose: string, theirs: Date, ours: Date = new Date()): Finding {
  const skew = theirs.getTime() - ours.getTime();
  if (Number.isNaN(skew) || Math.abs(skew) < SKEW_MS) return ok('clock', `agrees with that of ${whose}`);
  const words = `${Math.round(Math.abs(skew) / 1_000)} s ${skew > 0 ? 'behind' : 'ahead of'} that of ${whose}`;
  return wrong('clock', words, 'Set the clock of both machines by NTP.');
}
