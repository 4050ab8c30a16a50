import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrate, type SessionSource } from '#adapters/database/migrate.ts';
import { type Database, openDatabase } from '#adapters/database/open-database.ts';
import { embeddedSessions } from '#adapters/database/open-embedded.ts';
import { poolSessions } from '#adapters/database/open-postgres.ts';
import { databases } from '#test/databases.ts';
import { describeWith } from '#test/needs.ts';
import { type TestStore, testStore } from '#test/store.ts';
import { withReleases } from '#test/with-releases.ts';
import { withFolder } from './holder.ts';
import { readSchema, type Shape } from './read-schema.ts';

const migrations = join(import.meta.dirname, '../../prisma/migrations');

const COLUMNS = `select table_name || '.' || column_name || ' ' || case udt_name when 'timestamptz' then 'timestamptz(' || datetime_precision || ')' else udt_name end
    || case is_nullable when 'NO' then ' not null' else '' end || case when column_default is null then '' else ' default' end as line
  from information_schema.columns where table_schema = 'public'`;
const INDEXES = `select indexname || case when indexdef like 'CREATE UNIQUE%' then ' unique' else '' end || ' ' || replace(substring(indexdef from '\\(.*\\)$'), '"', '') as line
  from pg_indexes where schemaname = 'public'`;
const FOREIGN_KEYS = `select conname || ' ' || a.attname || ' -> ' || confrelid::regclass || '.' || f.attname || ' on delete '
    || case confdeltype when 'c' then 'CASCADE' when 'n' then 'SETNULL' else confdeltype::text end as line
  from pg_constraint c join pg_attribute a on a.attrelid = conrelid and a.attnum = conkey[1]
    join pg_attribute f on f.attrelid = confrelid and f.attnum = confkey[1] where contype = 'f'`;

async function readDatabase({ database }: TestStore): Promise<Shape> {
  const lines = async (text: string) => {
    const all = (await database.sql(text)).map((row) => String(row['line']));
    return all.filter((line) => !/^(_prisma_migrations|test_jobs)/.test(line)).sort();
  };
  return { columns: await lines(COLUMNS), indexes: await lines(INDEXES), foreignKeys: await lines(FOREIGN_KEYS) };
}

for (const { name, missing, make } of databases) {
  describeWith(missing, `migrations on ${name}`, () => {
    test('make exactly the tables that schema.prisma describes', async () => {
      const opened = await testStore(make);
      const shape = await readDatabase(opened);
      await opened.close();
      expect(shape.columns.length).toBeGreaterThan(150);
      expect(shape).toEqual(readSchema());
    });

    test('are recorded as Prisma records them', async () => {
      const opened = await testStore(make);
      const [row] = await opened.database.sql('select * from _prisma_migrations');
      await opened.close();
      const script = await readFile(join(migrations, '20261120000000_first', 'migration.sql'));
      expect(row).toMatchObject({
        migration_name: '20261120000000_first',
        checksum: createHash('sha256').update(script).digest('hex'),
        applied_steps_count: 1,
        rolled_back_at: null,
        logs: null,
      });
      expect(row?.['finished_at']).toBeInstanceOf(Date);
      expect(row?.['id']).toMatch(/^[0-9a-f-]{36}$/);
    });

    test('apply what is new, once, and leave nothing of one that fails', async () => {
      const opened = await testStore(make);
      const source = sessionsOf(opened.database);
      await withFolder(async (folder) => {
        await cp(migrations, folder, { recursive: true });
        await add(folder, '20261201000000_second', 'create table second (id int); insert into second values (1);');
        expect(await migrate(source, folder)).toEqual(['20261201000000_second']);
        expect(await migrate(source, folder)).toEqual([]);
        await add(folder, '20261202000000_third', 'create table third (id int); select no_such_thing();');
        await expect(migrate(source, folder)).rejects.toMatchObject({
          code: 'unavailable',
          message: expect.stringContaining('20261202000000_third failed and was rolled back'),
        });
        expect(await opened.database.sql(`select to_regclass('third')::text as third`)).toEqual([{ third: null }]);
        await add(folder, '20261201000000_second', 'create table second (id int);');
        await expect(migrate(source, folder)).rejects.toMatchObject({
          message: expect.stringContaining('was changed after'),
        });
      });
      await opened.close();
    });
  });
}

test('an address where no database listens gives a clear error at once', async () => {
  const opening = withReleases((deps) => openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none' }, deps));
  await expect(opening).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('DATABASE_URL'),
  });
});

function sessionsOf(database: Database): SessionSource {
  return database.kind === 'embedded' ? embeddedSessions(database.pglite) : poolSessions(database.pool);
}

async function add(folder: string, name: string, script: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), script);
}
