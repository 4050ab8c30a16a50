import { createHash, timingSafeEqual } from 'node:crypto';

/** What is stored of a secret token. The token itself is random, so a plain hash serves. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares two secrets without telling by its time where they differ. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
