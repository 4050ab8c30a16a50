import { isUtf8 } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ROLES } from '#src/domain/actor.ts';
import { knownPerson, webPersonId } from '#src/domain/known-person.ts';
import { invalid } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import { encodeCookie, parseCookies } from './cookies.ts';
import type { WebSession } from './web-session.ts';

/** The cookie that a browser in local mode carries its user's name in. */
const NAME_COOKIE = 'ratchet_name';
const YEAR_SECONDS = 365 * 86_400;

/** Who acts in local mode: the header X-Ratchet-Actor, else the browser's name cookie, else "you"; with every role. */
export function localPerson(
  { policy, secret }: Pick<Deps, 'policy' | 'secret'>,
  headers: IncomingHttpHeaders,
): WebSession {
  const name = personName(headerText(headers['x-ratchet-actor']) ?? cookieText(headers.cookie) ?? 'you');
  const person = knownPerson(policy, 'web', { id: webPersonId(name), name });
  return {
    person: { ...person, roles: ROLES },
    csrf: createHmac('sha256', secret).update('csrf:local').digest('base64url'),
  };
}

/** A name as people type it; throws `invalid`. */
export function personName(text: string): string {
  const name = text.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (name === '' || name.length > 80 || /[\u0000-\u001f\u007f]/.test(name))
    throw invalid('A name has 1 to 80 characters.', [
      { path: 'name', message: '1 to 80 characters, no control characters' },
    ]);
  return name;
}

/** The Set-Cookie of a name in local mode. */
export function nameCookie(name: string): string {
  return encodeCookie(NAME_COOKIE, encodeURIComponent(name), { secure: false, maxAgeSeconds: YEAR_SECONDS });
}

/** Node reads header bytes as Latin-1; people send UTF-8. */
function headerText(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : text;
}

function cookieText(header: string | undefined): string | undefined {
  const value = parseCookies(header).get(NAME_COOKIE);
  try {
    return value ? decodeURIComponent(value) : undefined;
  } catch {
    return undefined;
  }
}
