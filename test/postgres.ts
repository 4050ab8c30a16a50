import { createHash, randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { migrationsHash } from './migrated.ts';
import { inCi } from './needs.ts';
import { withReleases } from './with-releases.ts';

/** A role that may create databases, such as postgresql://user@127.0.0.1:5432/postgres. */
const adminUrl = process.env['TEST_DATABASE_URL'];

const reason = adminUrl ? undefined : 'TEST_DATABASE_URL is not set';

/** Why suites on PostgreSQL are skipped here; undefined when they run, and in CI always, where they fail for that reason instead. */
export const missingPostgres = inCi ? undefined : reason;

export type TestPostgres = { url: string; drop(): Promise<void> };

/** A migrated, empty database of its own, cloned from a template that the first file of a run makes. */
export async function createTestPostgres(): Promise<TestPostgres> {
  // Only its owner may copy a template, so each role has its own.
  const owner = createHash('sha256')
    .update(new URL(adminUrl ?? 'none:').username)
    .digest('hex')
    .slice(0, 8);
  const template = `ratchet_test_template_${migrationsHash()}_${owner}`;
  const name = `ratchet_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await asAdmin(async (admin) => {
    await ensureTemplate(admin, template);
    await clone(admin, name, template);
  });
  return {
    url: urlOf(name),
    drop: () =>
      asAdmin(
        async (admin) => void (await admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`)),
      ),
  };
}

/** Made under another name and renamed, so that a run killed half-way leaves no half template. */
async function ensureTemplate(admin: Client, template: string): Promise<void> {
  // The number only has to differ from what Ratchet itself locks.
  await admin.query('select pg_advisory_lock(20261120)');
  try {
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount === 1) return;
    const outdated = await admin.query(
      `select datname from pg_database where datname like 'ratchet\\_test\\_template\\_%' and pg_get_userbyid(datdba) = current_user`,
    );
    for (const { datname } of outdated.rows)
      await admin.query(`drop database if exists ${escapeIdentifier(datname)} with (force)`);
    const making = `${template}_making`;
    await admin.query(`create database ${escapeIdentifier(making)} template template0`);
    await migrateInto(urlOf(making));
    await admin.query(`alter database ${escapeIdentifier(making)} rename to ${escapeIdentifier(template)}`);
  } finally {
    await admin.query('select pg_advisory_unlock(20261120)');
  }
}

/** Imported late: most files that ask whether PostgreSQL is there never open it. */
async function migrateInto(url: string): Promise<void> {
  const { openDatabase } = await import('#adapters/database/open-database.ts');
  await withReleases(async (deps) => void (await openDatabase({ url }, deps)));
}

async function clone(admin: Client, name: string, template: string): Promise<void> {
  await admin.query(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`);
}

async function asAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  if (reason !== undefined) throw new Error(`This suite needs PostgreSQL: ${reason}.`);
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(adminUrl ?? '');
  url.pathname = `/${database}`;
  return url.href;
}
