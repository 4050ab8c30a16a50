import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LockHolder, readLock } from '#adapters/database/lock.ts';
import { invalid } from '#src/errors.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import { setting, type World } from './command.ts';

const START_MS = 15_000;
const LOOK_EVERY_MS = 100;

export type ServerAddress = {
  url: string;
  /** Where it was read: from RATCHET_SERVER, the data folder's lock, or it is where `serve` listens by default. */
  from: 'setting' | 'lock' | 'default';
};

/** Where the server is, as far as this machine can tell. Throws `invalid` for a RATCHET_SERVER that is no address, and a PORT that is none. */
export async function findServer(env: World['env']): Promise<ServerAddress> {
  const named = setting(env, 'RATCHET_SERVER');
  if (named !== undefined) return { url: parseAddress(named), from: 'setting' };
  // The demo keeps to a folder of its own inside; whoever started it means it.
  const holder = (await startedHolder(dataDir(env))) ?? (await startedHolder(join(dataDir(env), 'demo')));
  if (holder?.url) return { url: holder.url.replace(/\/+$/, ''), from: 'lock' };
  const port = setting(env, 'PORT') ?? '3000';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw invalid(`PORT is "${port}"; it should be a number from 0 to 65535.`);
  return { url: `http://127.0.0.1:${port}`, from: 'default' };
}

/** Who holds the data folder; one that has only just taken it is given some seconds to listen. */
async function startedHolder(folder: string): Promise<LockHolder | undefined> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const holder = await readLock(folder);
    if (!holder || holder.url || waitedMs >= START_MS) return holder;
    await sleep(LOOK_EVERY_MS);
  }
}

/** A client of the server, with the key of RATCHET_API_KEY or, without one, the name of whoever is signed in on this machine. */
export async function connect(env: World['env']): Promise<ApiClient> {
  const { url } = await findServer(env);
  const apiKey = setting(env, 'RATCHET_API_KEY');
  return createApiClient({ server: url, ...(apiKey === undefined ? { actor: localName() } : { apiKey }) });
}

/** The folder of the embedded database. */
export function dataDir(env: World['env']): string {
  return setting(env, 'RATCHET_DATA') ?? './data';
}

function parseAddress(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw invalid(`RATCHET_SERVER is "${text}"; it should be an address such as https://ratchet.example.com.`);
  }
  return url.href.replace(/\/+$/, '');
}

function localName(): string {
  try {
    const name = userInfo().username.trim().slice(0, 80) || 'you';
    // Node writes a header as Latin-1, and the server reads it as UTF-8.
    return Buffer.from(name, 'utf8').toString('latin1');
  } catch {
    // A container's user need not have a name.
    return 'you';
  }
}
