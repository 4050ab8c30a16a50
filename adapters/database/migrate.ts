import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#src/errors.ts';

/** One connection for a while: `sql` runs one statement with $1, $2 …; `script` several without values. */
export type Session = {
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  script(text: string): Promise<void>;
};

/** Gives one connection to `work`. `exclusive`: nobody else can reach this database (the embedded one). */
export type SessionSource = { exclusive: boolean; session<T>(work: (session: Session) => Promise<T>): Promise<T> };

type Migration = { name: string; script: string; checksum: string };

const FOLDER = join(import.meta.dirname, '../../prisma/migrations');
/** Prisma's own number for its migration lock, so that its command and we wait for each other: https://github.com/prisma/prisma-engines/pull/1930 */
const LOCK = 72_707_369;

/** Prisma's own definition of its table. */
const TABLE_SQL = `create table if not exists "_prisma_migrations" (
  "id" varchar(36) primary key not null,
  "checksum" varchar(64) not null,
  "finished_at" timestamptz,
  "migration_name" varchar(255) not null,
  "logs" text,
  "rolled_back_at" timestamptz,
  "started_at" timestamptz not null default now(),
  "applied_steps_count" integer not null default 0
)`;

/** Applies what is missing of prisma/migrations in order, one process at a time; returns the names applied. */
export async function migrate(source: SessionSource, folder: string = FOLDER): Promise<string[]> {
  const migrations = await readMigrations(folder);
  return source.session(async (session) => {
    if (source.exclusive) return applyMissing(session, migrations);
    await session.sql('select pg_advisory_lock($1)', [LOCK]);
    try {
      return await applyMissing(session, migrations);
    } finally {
      await session.sql('select pg_advisory_unlock($1)', [LOCK]);
    }
  });
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return Promise.all(
    names.map(async (name) => {
      // A checkout on Windows may have other line ends; Prisma takes either checksum.
      const script = (await readFile(join(folder, name, 'migration.sql'), 'utf8')).replaceAll('\r\n', '\n');
      return { name, script, checksum: createHash('sha256').update(script).digest('hex') };
    }),
  );
}

async function applyMissing(session: Session, migrations: readonly Migration[]): Promise<string[]> {
  await session.script(TABLE_SQL);
  const rows = await session.sql(
    'select migration_name, checksum, finished_at is not null as finished from "_prisma_migrations" where rolled_back_at is null',
  );
  const applied = new Map(rows.map((row) => [row['migration_name'] as string, row]));
  for (const { name, checksum } of migrations) {
    const row = applied.get(name);
    if (row && row['finished'] !== true) throw halfDone(name);
    if (row && row['checksum'] !== checksum) throw changed(name);
  }
  const missing = migrations.filter(({ name }) => !applied.has(name));
  for (const migration of missing) await apply(session, migration);
  return missing.map(({ name }) => name);
}

/** The script and its record in one transaction: killed half-way, nothing of it was. */
async function apply(session: Session, { name, script, checksum }: Migration): Promise<void> {
  try {
    await session.script('begin');
    await session.script(script);
    await session.sql(
      `insert into "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, transaction_timestamp(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await session.script('commit');
  } catch (error) {
    await session.script('rollback').catch(() => undefined);
    const why = error instanceof Error ? error.message : String(error);
    throw unavailable(
      `Migration ${name} failed and was rolled back: ${why}. Is the database one that Ratchet made?`,
      error,
    );
  }
}

function halfDone(name: string): AppError {
  return unavailable(
    `Migration ${name} was begun by another tool and not finished. Settle it with \`npx prisma migrate resolve\`, then start again.`,
  );
}

function changed(name: string): AppError {
  return unavailable(
    `Migration ${name} was changed after it had been applied to this database. Restore prisma/migrations/${name}/migration.sql from the release you run.`,
  );
}

function unavailable(message: string, cause?: unknown): AppError {
  return new AppError('unavailable', message, { cause });
}
