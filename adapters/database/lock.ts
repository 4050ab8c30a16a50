import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '#src/errors.ts';
import { askLock, type LockState } from './ask-lock.ts';
import { isWindows, lockPaths, newLockPath, withShortAddress } from './lock-path.ts';

export type LockHolder = Omit<LockState, 'held'>;

export type Lock = {
  /** From now on the lock tells this address. */
  announce(url: string): void;
  release(): Promise<void>;
};

/**
 * Takes the data folder for this process; throws `conflict` when another one has it. What a killed process left is taken over.
 * Each contender listens under a name of its own and only then looks at the others, so that of two at least one sees the other;
 * and since names are never used again, a dead one's can be removed without hitting its successor's.
 */
export async function takeLock(dataDir: string, startedAt: Date): Promise<Lock> {
  const path = newLockPath(dataDir);
  const state: LockState = { held: isWindows, startedAt: startedAt.toISOString() };
  const server = await listen(path, state);
  if (!server) throw conflictWith(dataDir, await readLock(dataDir));
  const lock = lockOf(server, path, state);
  const winner = await findWinner(dataDir, path);
  if (winner) {
    await lock.release();
    throw conflictWith(dataDir, winner);
  }
  state.held = true;
  return lock;
}

/** Who holds the data folder: undefined when nobody does. */
export async function readLock(dataDir: string): Promise<LockHolder | undefined> {
  for (const path of await lockPaths(dataDir)) {
    const state = await askLock(path);
    if (state?.held) return holderOf(state);
  }
  return undefined;
}

function holderOf({ startedAt, url }: LockState): LockHolder {
  return { startedAt, ...(url === undefined ? {} : { url }) };
}

/** The contender that beats ours: one that holds the folder, or that is about to and has the smaller name. */
async function findWinner(dataDir: string, own: string): Promise<LockHolder | undefined> {
  if (isWindows) return undefined;
  for (const path of await lockPaths(dataDir)) {
    if (path === own) continue;
    let other = await askLock(path);
    // It may not have seen us: with the smaller name we wait until it has decided.
    while (other && !other.held && own < path) {
      await wait(20);
      other = await askLock(path);
    }
    if (other) return holderOf(other);
    await rm(path, { force: true });
  }
  return undefined;
}

function conflictWith(dataDir: string, other: LockHolder | undefined): AppError {
  const where = other?.url ? ` at ${other.url}` : '';
  return new AppError(
    'conflict',
    `Another Ratchet runs on ${dataDir}${where}: stop it, or set RATCHET_DATA to another folder.`,
  );
}

function lockOf(server: Server, path: string, state: LockState): Lock {
  return {
    announce(url) {
      state.url = url;
    },
    async release() {
      await new Promise<void>((done) => server.close(() => done()));
      // Node removes the name that the socket was bound under, which for a long path was a link that is gone.
      if (!isWindows) await rm(path, { force: true });
    },
  };
}

/** A listening lock, or undefined when the name is taken (on Windows, where all contend for one). */
function listen(path: string, state: LockState): Promise<Server | undefined> {
  return withShortAddress(path, (address) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(`${JSON.stringify(state)}\n`, () => socket.destroy());
    });
    return new Promise((done, fail) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') done(undefined);
        else fail(unusable(path, error));
      });
      server.listen(address, () => {
        // The listener itself must not keep a finished process alive.
        server.unref();
        done(server);
      });
    });
  });
}

function unusable(path: string, cause: NodeJS.ErrnoException): AppError {
  const why = cause.code ?? cause.message;
  return new AppError(
    'unavailable',
    `The lock ${path} cannot be made (${why}): put the data folder on a local disk that Ratchet may write to.`,
    { cause },
  );
}
