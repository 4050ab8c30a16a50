import { mkdir } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import { AppError } from '#src/errors.ts';
import { diskFullNote } from './disk-space.ts';
import { embeddedFolder } from './embedded-folder.ts';
import type { Session, SessionSource } from './migrate.ts';

/** Opens the embedded database of a data folder that this process holds the lock of; makes it at the first start. */
export async function openEmbedded(dataDir: string): Promise<PGlite> {
  await makeDataDir(dataDir);
  const folder = await embeddedFolder(dataDir);
  // V8 optimises PGlite's code on every core at once, and keeps 50 MB of what that took; one task at a time does not.
  setFlagsFromString('--wasm-num-compilation-tasks=1');
  try {
    return await prepared(await PGlite.create(folder));
  } catch (error) {
    throw await doesNotOpen(folder, error);
  }
}

async function doesNotOpen(folder: string, cause: unknown): Promise<AppError> {
  const why = cause instanceof Error ? cause.message : String(cause);
  const full = await diskFullNote(folder, 50);
  const rest = full ?? `${why}. Restore the folder from a backup, or move it away to start empty`;
  return new AppError('unavailable', `The database in ${folder} does not open: ${rest}.`, { cause });
}

/** Makes the folder that the lock and the database live in. */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new AppError(
      'unavailable',
      `The data folder ${dataDir} cannot be made (${why}): set RATCHET_DATA to a folder that Ratchet may write to.`,
      {
        cause: error,
      },
    );
  }
}

/** An embedded database in memory, for tests: empty, or as dumped by `dumpDataDir`. */
export async function openInMemory(dump?: Blob): Promise<PGlite> {
  return prepared(await PGlite.create(dump ? { loadDataDir: dump } : {}));
}

/** Prisma's adapter reads and writes times without a zone: the session must be in UTC. */
async function prepared(pglite: PGlite): Promise<PGlite> {
  await pglite.exec(`set time zone 'UTC'`);
  return pglite;
}

/** The one connection, kept for `work` alone. */
export function embeddedSessions(pglite: PGlite): SessionSource {
  const session: Session = {
    async sql(text, values = []) {
      return (await pglite.query<Record<string, unknown>>(text, [...values])).rows;
    },
    async script(text) {
      await pglite.exec(text);
    },
  };
  return { exclusive: true, session: (work) => work(session) };
}
