import { statfs } from 'node:fs/promises';
import { AppError } from '#src/errors.ts';

/** Free megabytes of the disk that a folder is on; undefined where the system does not tell. */
async function freeMegabytes(folder: string): Promise<number | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  return found && (found.bavail * found.bsize) / 1_000_000;
}

/** "the disk is full …" when that may well be why an embedded database fails: its own errors then tell nothing. */
export async function diskFullNote(folder: string, neededMegabytes: number): Promise<string | undefined> {
  const free = await freeMegabytes(folder);
  if (free === undefined || free >= neededMegabytes) return undefined;
  return `its disk has only ${Math.floor(free)} MB left: free at least ${neededMegabytes} MB and start again`;
}

/** Two segments of the write-ahead log: PGlite hangs for ever, event loop and all, when it cannot make the next one. */
const RESERVE_MEGABYTES = 34;
const LOOK_EVERY_MS = 250;

/** Refuses, as `unavailable`, what would write to a data folder whose disk is nearly full. Looks at most four times a second. */
export function createFreeSpaceGuard(dataDir: string): () => Promise<void> {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let free: number | undefined;
  return async () => {
    if (performance.now() - lookedAt > LOOK_EVERY_MS) {
      lookedAt = performance.now();
      free = await freeMegabytes(dataDir);
    }
    if (free !== undefined && free < RESERVE_MEGABYTES) throw nearlyFull(dataDir, free);
  };
}

function nearlyFull(dataDir: string, free: number): AppError {
  return new AppError(
    'unavailable',
    `The disk of ${dataDir} is full (${Math.floor(free)} MB left): free at least 100 MB. What was being written was not saved; the rest is safe.`,
    { retryAfterMs: 5_000 },
  );
}
