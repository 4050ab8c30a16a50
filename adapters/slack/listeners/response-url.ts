import { AppError } from '#src/errors.ts';

const TIMEOUT_MS = 10_000;

/** Posts to the address that came with a click or command; rejects with AppError as a Web API call does. */
export type Respond = (url: string, message: Record<string, unknown>) => Promise<void>;

/** Only Slack's own addresses, or those of the Web API that stands in for it, are ever posted to. */
export function createRespond(apiUrl: string | undefined): Respond {
  const origin = apiUrl === undefined ? undefined : new URL(apiUrl).origin;
  return async (url, message) => {
    if (!isSlack(url, origin)) throw new AppError('invalid', 'The address to answer at is not Slack’s.');
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new AppError('unavailable', 'The connection to Slack broke.', { cause: error });
    });
    await response.body?.cancel();
    if (response.ok) return;
    if (response.status === 429) {
      const seconds = Number(response.headers.get('retry-after')) || 1;
      throw new AppError('limit', 'Slack asks to wait.', { retryAfterMs: seconds * 1_000 });
    }
    const code = response.status >= 500 ? 'unavailable' : 'not_found';
    throw new AppError(code, `Slack answered ${response.status} to a private answer.`);
  };
}

function isSlack(url: string, origin: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { origin: own, protocol, hostname } = new URL(url);
  if (own === origin) return true;
  return protocol === 'https:' && /^hooks\.slack(-gov)?\.com$/.test(hostname);
}
