import { createHmac, timingSafeEqual } from 'node:crypto';

/** Slack's own limit; both ways, since a request from the future could be kept and sent later. */
export const WINDOW_MS = 5 * 60_000;

/** Why a request cannot be Slack's. */
export type Forgery = 'unsigned' | 'late' | 'future' | 'forged';

export type Signed = {
  rawBody: Buffer;
  /** X-Slack-Request-Timestamp: seconds since 1970. */
  timestamp: string | undefined;
  /** X-Slack-Signature: "v0=" and 64 hexadecimal digits. */
  signature: string | undefined;
};

/** Checks who signed the raw bytes and when (https://docs.slack.dev/authentication/verifying-requests-from-slack); undefined when it was Slack, just now. */
export function checkSignature(
  { rawBody, timestamp, signature }: Signed,
  secret: string,
  nowMs: number,
): Forgery | undefined {
  if (timestamp === undefined || signature === undefined) return 'unsigned';
  if (!/^\d{1,12}$/.test(timestamp)) return 'unsigned';
  const ageMs = nowMs - Number(timestamp) * 1_000;
  if (ageMs > WINDOW_MS) return 'late';
  if (ageMs < -WINDOW_MS) return 'future';
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(rawBody).digest();
  const given = /^v0=([0-9a-f]{64})$/.exec(signature)?.[1];
  // Of the same length before it is compared, and compared in the same time whatever it holds.
  return given !== undefined && timingSafeEqual(expected, Buffer.from(given, 'hex')) ? undefined : 'forged';
}
