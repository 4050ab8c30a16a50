import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '#src/errors.ts';

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts a workspace's token (AES-256-GCM, key from RATCHET_SECRET by HKDF); it opens for this team only. */
export function sealToken(token: string, team: string, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), iv).setAAD(Buffer.from(team));
  const sealed = Buffer.concat([iv, cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${sealed.toString('base64url')}`;
}

/** The token of a box; `unavailable` when it was sealed with another RATCHET_SECRET, which comes right once that is set again. */
export function openToken(box: string, team: string, secret: string): string {
  try {
    const [version, text = ''] = box.split('.');
    const sealed = Buffer.from(text, 'base64url');
    if (version !== VERSION || sealed.length <= IV_BYTES + TAG_BYTES) throw new Error(`A box of version ${version}.`);
    const iv = sealed.subarray(0, IV_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(team)).setAuthTag(sealed.subarray(-TAG_BYTES));
    return decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `The stored token of the Slack workspace ${team} does not open: RATCHET_SECRET is not the one it was stored with. Set that one again, or install the app there once more.`,
      { cause },
    );
  }
}

function keyOf(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'ratchet: tokens of Slack workspaces', 32));
}
