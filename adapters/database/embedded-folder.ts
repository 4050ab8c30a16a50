import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#src/errors.ts';
import { diskFullNote } from './disk-space.ts';

const SCRIPT = join(import.meta.dirname, 'initialise-embedded.ts');

/**
 * The embedded database's folder, made when it is missing: beside it, in a process of its own, then renamed. A folder whose
 * making was killed does not open (https://github.com/aws-devtools-labs/aws-blocks/pull/128), and making it in-process leaves 200 MB idle.
 */
export async function embeddedFolder(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'pg');
  await removeHalfMade(dataDir);
  if (await exists(folder)) return folder;
  const making = join(dataDir, `pg.new-${randomBytes(4).toString('hex')}`);
  await mkdir(making, { recursive: true });
  await initialise(making);
  await rename(making, folder);
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** What a start that was killed left behind; its process may still be at it, so what cannot go now goes at the next start. */
async function removeHalfMade(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith('pg.new-'))
      await rm(join(dataDir, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function initialise(folder: string): Promise<void> {
  return new Promise((done, fail) => {
    // The child ends when its standard input closes, so that it does not outlive a killed parent.
    const child = spawn(process.execPath, [SCRIPT, folder], { stdio: ['pipe', 'ignore', 'pipe'], windowsHide: true });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said = (said + String(chunk)).slice(-2_000);
    });
    const failed = (why: string) => notMade(folder, why).then(fail, fail);
    child.on('error', (error) => failed(error.message));
    child.on('exit', (code, signal) =>
      code === 0 ? done() : failed(said.trim() || `it ended with ${signal ?? code}`),
    );
  });
}

async function notMade(folder: string, why: string): Promise<AppError> {
  const rest =
    (await diskFullNote(dirname(folder), 100)) ?? `${lastLine(why)}. Check that the folder may be written to`;
  return new AppError('unavailable', `The embedded database could not be made in ${folder}: ${rest}.`);
}

function lastLine(text: string): string {
  return text.split('\n').find((line) => /error/i.test(line)) ?? text.split('\n').at(-1) ?? text;
}
