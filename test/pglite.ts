import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  const file = join(folder, `pglite-${migrationsHash()}.tar`);
  try {
    return new Blob([readFileSync(file)]);
  } catch {
    return makeDump(file);
  }
}

/** Two test files that come here at once both make it; the rename lets neither see half of it. */
async function makeDump(file: string): Promise<Blob> {
  const dump = await withReleases(async (deps) => {
    const database = await openDatabase({ memory: true }, deps);
    if (database.kind !== 'embedded') throw new Error('A database in memory is the embedded one.');
    return database.pglite.dumpDataDir('none');
  });
  mkdirSync(folder, { recursive: true });
  for (const outdated of readdirSync(folder).filter((name) => name.endsWith('.tar'))) {
    rmSync(join(folder, outdated), { force: true });
  }
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, new Uint8Array(await dump.arrayBuffer()));
  renameSync(part, file);
  return dump;
}
