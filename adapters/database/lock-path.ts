import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** The address of a socket is at most 104 bytes (macOS) or 108 (Linux): https://man7.org/linux/man-pages/man7/unix.7.html */
const MAX_ADDRESS_BYTES = 100;

const PREFIX = 'lock-';

export const isWindows = process.platform === 'win32';

/** A new name for a contender of a data folder: a socket in it that nobody else ever has, or the folder's one named pipe on Windows. */
export function newLockPath(dataDir: string): string {
  return isWindows ? pipeOf(dataDir) : join(resolve(dataDir), `${PREFIX}${randomBytes(6).toString('hex')}`);
}

/** The names of all contenders, dead ones too; none for a folder that is not there. */
export async function lockPaths(dataDir: string): Promise<string[]> {
  if (isWindows) return [pipeOf(dataDir)];
  const names = await readdir(dataDir).catch(() => []);
  return names.filter((name) => name.startsWith(PREFIX)).map((name) => join(resolve(dataDir), name));
}

function pipeOf(dataDir: string): string {
  const hash = createHash('sha256').update(resolve(dataDir).toLowerCase()).digest('hex').slice(0, 32);
  return `\\\\.\\pipe\\ratchet-${hash}`;
}

/** Calls `use` with an address of the same socket that is short enough, through a link when the folder's path is long. */
export async function withShortAddress<T>(path: string, use: (address: string) => Promise<T>): Promise<T> {
  if (isWindows || Buffer.byteLength(path) <= MAX_ADDRESS_BYTES) return use(path);
  const folder = await mkdtemp(join(tmpdir(), 'rt-'));
  try {
    await symlink(dirname(path), join(folder, 'd'));
    return await use(join(folder, 'd', basename(path)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
