import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setting, type World } from '#src/cli/command.ts';
import { dataDir } from '#src/cli/find-server.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

const LOW_BYTES = 200_000_000;
const SCARCE_BYTES = 2_000_000_000;

/** Node, and the disk under the data folder. */
export async function checkMachine(env: World['env']): Promise<Finding[]> {
  const isEmbedded = setting(env, 'DATABASE_URL') === undefined;
  return [checkNode(process.versions.node), ...(isEmbedded ? await checkFolder(dataDir(env)) : [])];
}

/** Ratchet's code is run as it is, which Node does from 22.18 on. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return ok('Node', version);
  return wrong('Node', `${version} is too old`, 'Run `npm ci`, which brings Node 24, or install Node 22.18 or later.');
}

async function checkFolder(folder: string): Promise<Finding[]> {
  const existing = await nearestExisting(resolve(folder));
  try {
    await access(existing, constants.W_OK);
  } catch {
    return [
      wrong(
        'data folder',
        `${existing} may not be written to`,
        'Give yourself the right to write there, or set RATCHET_DATA.',
      ),
    ];
  }
  const { bavail, bsize } = await statfs(existing);
  return [ok('data folder', folder), checkDisk(bavail * bsize)];
}

/** Bytes that are free under the data folder. */
export function checkDisk(free: number): Finding {
  const words = `${(free / 1e9).toFixed(1)} GB free`;
  if (free < LOW_BYTES)
    return wrong('disk', words, 'Free some space: the embedded database stops when the disk is full.');
  if (free < SCARCE_BYTES) return note('disk', words, 'A million calls take about 20 GB.');
  return ok('disk', words);
}

async function nearestExisting(path: string): Promise<string> {
  try {
    await access(path);
    return path;
  } catch {
    const parent = dirname(path);
    return parent === path ? path : nearestExisting(parent);
  }
}
