import { z } from 'zod';
import { AppError } from '#src/errors.ts';
import type { Runtime } from '#src/ports/runtime.ts';
import type { TokenSource } from './connector.ts';
import { connectionError } from './connector-error.ts';

const SCOPE = 'https://api.botframework.com/.default';
/** Renewed so long before it runs out. */
const EARLY_MS = 300_000;
const TokenBody = z.looseObject({ access_token: z.string().min(1), expires_in: z.coerce.number() });
const RefusalBody = z.looseObject({ error: z.string(), error_codes: z.array(z.number()).optional() });

export type ClientSecret = { login: string; tenantId: string; appId: string; appPassword: string };

/** A token of the app itself, by its client secret; kept until shortly before it runs out, asked for once at a time. */
export function clientToken(secret: ClientSecret, { now }: Pick<Runtime, 'now'>): TokenSource {
  let held: { token: string; until: number } | undefined;
  let asking: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    const { token, expiresMs } = await requestToken(secret);
    held = { token, until: now().getTime() + Math.max(expiresMs - EARLY_MS, expiresMs / 2) };
    return token;
  };
  return async (fresh) => {
    if (!fresh && held !== undefined && held.until > now().getTime()) return held.token;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

async function requestToken({
  login,
  tenantId,
  appId,
  appPassword,
}: ClientSecret): Promise<{ token: string; expiresMs: number }> {
  const response = await fetch(`${login}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: appPassword,
      scope: SCOPE,
    }),
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  }).catch((error: unknown) => {
    throw connectionError(error);
  });
  const body: unknown = await response.json().catch(() => ({}));
  const parsed = TokenBody.safeParse(body);
  if (response.ok && parsed.success)
    return { token: parsed.data.access_token, expiresMs: parsed.data.expires_in * 1_000 };
  if (response.status >= 500 || response.status === 429 || response.ok)
    throw new AppError('unavailable', `Microsoft's sign-in answered ${response.status}: it is tried again.`);
  throw new AppError('forbidden', refusalWords(body));
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
function refusalWords(body: unknown): string {
  const parsed = RefusalBody.safeParse(body);
  const codes = parsed.success ? (parsed.data.error_codes ?? []) : [];
  if (codes.includes(7000222))
    return 'The client secret of the Teams app has run out. Make a new one, and set TEAMS_APP_PASSWORD.';
  if (codes.includes(7000215)) return 'TEAMS_APP_PASSWORD is wrong: it is the value of the client secret, not its id.';
  if (codes.includes(700016)) return 'TEAMS_APP_ID is not registered in this tenant: check it and TEAMS_TENANT_ID.';
  if (codes.includes(90002)) return 'TEAMS_TENANT_ID is no tenant that Microsoft knows.';
  const said = parsed.success ? ` (${parsed.data.error.slice(0, 60)} ${codes.join(' ')})` : '';
  return `Microsoft refused the sign-in of the Teams app${said}. Check TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID.`;
}
