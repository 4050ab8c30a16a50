import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migratedDumpFile } from './pglite.ts';

const run = promisify(execFile);

/**
 * Puts a made and migrated database into a data folder that does not exist yet: unpacked in a tenth of a second, where a first start
 * takes four. For suites that are about something else than the first start.
 */
export async function prepareDataFolder(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'pg');
  await mkdir(folder, { recursive: true });
  // The names in the dump begin with a slash, which tar takes off.
  await run('tar', ['-xf', await migratedDumpFile(), '-C', folder]);
  return dataDir;
}
