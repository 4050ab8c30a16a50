import { z } from 'zod';
import type { Activity } from './activity.ts';

const Claims = z.looseObject({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  serviceurl: z.string(),
});
const Header = z.looseObject({ alg: z.literal(['RS256', 'RS384', 'RS512']), kid: z.string().min(1) });

/** Clocks differ; Microsoft allows five minutes. */
const LEEWAY_S = 300;

/**
 * Why a token cannot be meant for us, before its signature is checked; undefined when nothing speaks against it.
 * botbuilder also takes tokens of other issuers (emulator, skills) and skips the service address where none is sent: neither is for us.
 */
export function claimsProblem(
  header: string,
  activity: Pick<Activity, 'serviceUrl' | 'channelId'>,
  { appId, issuer, now }: { appId: string; issuer: string; now: Date },
): string | undefined {
  const [scheme, token, ...rest] = header.split(' ');
  const [head, body, signature, ...more] = token?.split('.') ?? [];
  if (scheme !== 'Bearer' || rest.length > 0 || !head || !body || !signature || more.length > 0) return 'no token';
  if (!Header.safeParse(decoded(head)).success) return 'header';
  const claims = Claims.safeParse(decoded(body));
  if (!claims.success) return 'claims';
  const { iss, aud, exp, nbf, serviceurl } = claims.data;
  const nowS = now.getTime() / 1_000;
  if (iss !== issuer) return 'issuer';
  if (aud !== appId) return 'audience';
  if (exp + LEEWAY_S < nowS) return 'expired';
  if (nbf !== undefined && nbf - LEEWAY_S > nowS) return 'not yet valid';
  if (serviceurl !== activity.serviceUrl) return 'service address';
  return activity.channelId === 'msteams' ? undefined : 'channel';
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
