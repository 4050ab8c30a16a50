import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '#adapters/database/open-database.ts';
import { migrationsHash } from './migrated.ts';
import { withReleases } from './with-releases.ts';

const folder = join(import.meta.dirname, '..', 'node_modules', '.cache', 'ratchet-test');

/**
 * A migrated, empty database as `openDatabase({ memory })` takes it. The first one after a change of the migrations takes 3 s and is
 * kept as a file; with it every other opens in a third of a second.
 */
export async function migratedDump(): Promise<Blob> {
  return new Blob([readFileSync(await migratedDumpFile())]);
}

/** The file that keeps it, a tar of the database's folder; made when it is missing. */
export async function migratedDumpFile(): Promise<string> {
  const file = join(folder, `pglite-${migrationsHash()}.tar`);
  if (!existsSync(file)) await makeDump(file);
  return file;
}

/** Two test files that come here at once both make it; the rename lets neither see half of it. */
async function makeDump(file: string): Promise<void> {
  const dump = await withReleases(async (deps) => {
    const database = await openDatabase({ memory: true }, deps);
    if (database.kind !== 'embedded') throw new Error('A database in memory is the embedded one.');
    return database.pglite.dumpDataDir('none');
  });
  mkdirSync(folder, { recursive: true });
  removeOutdated();
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, new Uint8Array(await dump.arrayBuffer()));
  renameSync(part, file);
}

/** Those of an hour ago: a run beside this one, of other migrations, may be reading its own. */
function removeOutdated(): void {
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.tar'))) {
    const path = join(folder, name);
    if (Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 3_600_000)
      rmSync(path, { force: true });
  }
}
