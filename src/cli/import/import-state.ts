import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setting, type World } from '#src/cli/command.ts';
import { dataDir, type ServerAddress } from '#src/cli/find-server.ts';

/** How far an import came: the last line that is stored, and what became of the lines so far. */
export type ImportCounts = { created: number; merged: number; unchanged: number; refused: number };
export type ImportState = { line: number; counts: ImportCounts };

export type StateFile = {
  read(): Promise<ImportState | undefined>;
  write(state: ImportState): Promise<void>;
  clear(): Promise<void>;
};

/**
 * Where the state of importing this file is kept: in the data folder when its database is the one imported into, so that both are
 * removed together, else in the user's cache. Another size or time of the file, or another server, is another import.
 */
export async function stateFile(
  path: string,
  format: string,
  server: ServerAddress,
  env: World['env'],
): Promise<StateFile> {
  const { size, mtimeMs } = await stat(path);
  const target = setting(env, 'DATABASE_URL') ?? (server.from === 'setting' ? server.url : dataDir(env));
  const key = JSON.stringify([await realpath(path), size, mtimeMs, format, target]);
  const name = `import-${createHash('sha256').update(key).digest('hex').slice(0, 24)}.json`;
  const isLocal = server.from !== 'setting' && existsSync(dataDir(env));
  const cache = setting(env, 'XDG_CACHE_HOME') ?? join(homedir(), '.cache');
  const folder = isLocal ? join(dataDir(env), 'imports') : join(cache, 'ratchet');
  const file = join(folder, name);
  return {
    async read() {
      try {
        return JSON.parse(await readFile(file, 'utf8')) as ImportState;
      } catch {
        // Missing, or half written by a kill: everything is sent again, and counts as unchanged.
        return undefined;
      }
    },
    async write(state) {
      await mkdir(folder, { recursive: true });
      await writeFile(`${file}.new`, JSON.stringify(state));
      await rename(`${file}.new`, file);
    },
    clear: () => rm(file, { force: true }),
  };
}
