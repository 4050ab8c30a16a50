import { type KeyObject, sign } from 'node:crypto';
import { ISSUER, KEY_ID } from './start-fake-teams.ts';

export type Claims = { iss?: string; aud?: string; exp?: number; nbf?: number; serviceurl?: string };

/** A JWT as Teams signs its requests, good for an hour. */
export function signToken(key: KeyObject, claims: Claims, header: Record<string, unknown> = {}): string {
  const seconds = Math.floor(Date.now() / 1_000);
  const head = encode({ alg: 'RS256', typ: 'JWT', kid: KEY_ID, ...header });
  const body = encode({ iss: ISSUER, exp: seconds + 3_600, ...claims });
  const signature = sign('sha256', Buffer.from(`${head}.${body}`), key).toString('base64url');
  return `${head}.${body}.${signature}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
