import { createHmac } from 'node:crypto';
import { isSameSecret } from '#src/domain/token.ts';

/** Cookies by name; the first of two alike. */
export function parseCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    if (at > 0 && !cookies.has(name)) cookies.set(name, part.slice(at + 1).trim());
  }
  return cookies;
}

export type CookieOptions = { secure: boolean; maxAgeSeconds: number; httpOnly?: boolean };

/** A Set-Cookie header; the value must already be free of separators. */
export function encodeCookie(
  name: string,
  value: string,
  { secure, maxAgeSeconds, httpOnly = true }: CookieOptions,
): string {
  const flags = [`${name}=${value}`, 'Path=/', `Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}`, 'SameSite=Strict'];
  if (httpOnly) flags.push('HttpOnly');
  if (secure) flags.push('Secure');
  return flags.join('; ');
}

/** "token.signature": a cookie that somebody made up costs no look-up. */
export function signToken(token: string, secret: string): string {
  return `${token}.${signature(token, secret)}`;
}

/** The token of a signed value; undefined when the signature is not ours. */
export function verifyToken(value: string, secret: string): string | undefined {
  const at = value.lastIndexOf('.');
  const token = value.slice(0, at);
  return at > 0 && isSameSecret(value.slice(at + 1), signature(token, secret)) ? token : undefined;
}

function signature(token: string, secret: string): string {
  return createHmac('sha256', secret).update(`session:${token}`).digest('base64url');
}
