import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from '#src/domain/actor.ts';
import type { Deps } from '#src/ports/deps.ts';
import { parseCookies } from './cookies.ts';
import type { KeyRing } from './key-ring.ts';
import { type Refusal, refuseInLocalMode } from './local-mode.ts';
import { localPerson } from './local-person.ts';
import { readSession, sessionCookieName } from './web-session.ts';

/** Who asks. `csrf` is what a change by this person must carry; `by` says how they are known. */
export type Caller = { actor: Actor; by: 'key' | 'session' | 'local'; csrf?: string };
export type Authentication = { caller: Caller } | { refusal: Refusal } | { nobody: true; staleSession: boolean };

export type Door = { deps: Deps; keys: KeyRing; localMode: boolean; port: number };

/** Key, then session, then local mode; a key that is wrong or a forged header is refused rather than passed over. */
export async function authenticate(
  { deps, keys, localMode, port }: Door,
  headers: IncomingHttpHeaders,
): Promise<Authentication> {
  if (headers.authorization !== undefined) return authenticateKey(keys, headers.authorization);
  const cookie = parseCookies(headers.cookie).get(sessionCookieName(deps.baseUrl));
  const session = cookie === undefined ? undefined : await readSession(deps, cookie);
  if (session) return { caller: { actor: session.person, by: 'session', csrf: session.csrf } };
  if (!localMode) return { nobody: true, staleSession: cookie !== undefined };
  const refusal = refuseInLocalMode(headers, port);
  if (refusal) return { refusal };
  const { person, csrf } = localPerson(deps, headers);
  return { caller: { actor: person, by: 'local', csrf } };
}

async function authenticateKey(keys: KeyRing, authorization: string): Promise<Authentication> {
  const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const actor = key === undefined ? undefined : await keys.find(key);
  if (actor) return { caller: { actor, by: 'key' } };
  const message =
    'This API key is not known here. An admin makes one with: ratchet keys create --scope ingest|read|gate|admin';
  return { refusal: { reason: 'key', message } };
}
