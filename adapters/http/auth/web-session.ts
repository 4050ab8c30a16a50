import type { Person } from '#src/domain/actor.ts';
import { knownPerson } from '#src/domain/known-person.ts';
import { hashToken } from '#src/domain/token.ts';
import type { Deps } from '#src/ports/deps.ts';
import { encodeCookie, signToken, verifyToken } from './cookies.ts';

export type WebSession = { person: Person; csrf: string };

/** https gets the prefix that a sibling host cannot set: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes */
export function sessionCookieName(baseUrl: string): string {
  return baseUrl.startsWith('https:') ? '__Host-ratchet_session' : 'ratchet_session';
}

/** The Set-Cookie of a new session. */
export function sessionCookie(token: string, expiresAt: Date, { baseUrl, secret, runtime }: Deps): string {
  const maxAgeSeconds = (expiresAt.getTime() - runtime.now().getTime()) / 1_000;
  return encodeCookie(sessionCookieName(baseUrl), signToken(token, secret), {
    secure: baseUrl.startsWith('https:'),
    maxAgeSeconds,
  });
}

/** Who a session cookie's value belongs to; undefined when it is forged, ended, or its person is gone. */
export async function readSession(deps: Deps, value: string): Promise<WebSession | undefined> {
  const token = verifyToken(value, deps.secret);
  if (token === undefined) return undefined;
  const session = await deps.store.people.token('session', hashToken(token));
  if (!session?.personId || !session.facts.csrf) return undefined;
  if (session.expiresAt && session.expiresAt <= deps.runtime.now()) return undefined;
  const stored = await deps.store.people.person(session.personId);
  const person = knownPerson(deps.policy, 'web', {
    id: session.personId,
    name: stored?.name ?? session.name,
    role: stored?.role,
  });
  if (person.roles.length === 0) return undefined;
  // A link out of a chat opens no more than that chat's routes do.
  const { agents, csrf } = session.facts;
  return { person: agents === undefined ? person : { ...person, agents }, csrf };
}

/** Ends the session of a cookie's value. */
export async function endSession(deps: Deps, value: string, person: Person): Promise<void> {
  const token = verifyToken(value, deps.secret);
  if (token === undefined) return;
  await deps.store.write(
    { actor: person, now: deps.runtime.now() },
    { event: 'session.ended', subject: `person:${person.id}` },
    async (tx) => void (await tx.people.deleteToken(hashToken(token))),
  );
}
