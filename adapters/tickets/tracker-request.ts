import { parseBoundedJson } from '#src/domain/bounded-json.ts';
import { AppError } from '#src/errors.ts';

const WAIT_MS = 20_000;
const MAX_BYTES = 16_000_000;

export type TrackerRequest = {
  method: 'GET' | 'POST' | 'PATCH';
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** What to look at when it refuses us: "TICKET_TOKEN and tickets.repo in ratchet.yaml". */
  settings: string;
  now: () => Date;
};

/**
 * The parsed answer of a 2xx status, undefined where it is no JSON. Throws `unavailable` where nobody answers or lets us in, `limit` when
 * asked to wait, `invalid` for what is refused for good; `not_found` for 404 and 410. Redirects are not followed: they would take the token along.
 */
export async function askTracker({ method, url, headers, body, settings, now }: TrackerRequest): Promise<unknown> {
  const { host } = new URL(url);
  let response: Response;
  let text: string;
  try {
    const signal = AbortSignal.timeout(WAIT_MS);
    response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal,
      ...(body === undefined ? {} : { body }),
    });
    text = await readText(response);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const why = error instanceof Error ? ((error.cause as NodeJS.ErrnoException)?.code ?? error.name) : '';
    throw new AppError('unavailable', `${host} did not answer (${why}); it is asked again later.`);
  }
  if (!response.ok) throw refusal({ host, response, text, settings, now: now() });
  try {
    return parseBoundedJson(text);
  } catch {
    return undefined;
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new AppError('unavailable', `A tracker answered with more than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

type Refused = { host: string; response: Response; text: string; settings: string; now: Date };

function refusal({ host, response, text, settings, now }: Refused): AppError {
  const { status, headers } = response;
  const wait = waitMs(status, headers, text, now);
  if (wait !== undefined)
    return new AppError('limit', `${host} asks us to wait ${Math.ceil(wait / 1_000)} s.`, { retryAfterMs: wait });
  const said = `${host} answered ${status}${text === '' ? '' : `: ${text.slice(0, 200)}`}`;
  if (status === 401 || status === 403)
    return new AppError('unavailable', `${said}; it does not let us in. Look at ${settings}.`);
  if (status === 404 || status === 410) return new AppError('not_found', `${said}; look at ${settings}.`);
  if (status < 400) return new AppError('unavailable', `${said}; it has moved. Correct ${settings}.`);
  if (status >= 500 || status === 408) return new AppError('unavailable', `${said}; it is asked again later.`);
  return new AppError('invalid', `${said}; the ticket is left as it is until the next night.`);
}

const MIN_WAIT_MS = 1_000;
const MAX_WAIT_MS = 3_600_000;

/** How long a refusal asks us to wait; GitHub says so with 403 too. */
function waitMs(status: number, headers: Headers, text: string, now: Date): number | undefined {
  if (status !== 429 && status !== 403) return undefined;
  const after = Number(headers.get('retry-after') ?? Number.NaN);
  const spent = headers.get('x-ratelimit-remaining') === '0';
  const reset = spent ? Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1_000 - now.getTime() : Number.NaN;
  const asked = Number.isFinite(after) ? after * 1_000 : reset;
  if (Number.isFinite(asked)) return Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, asked));
  return status === 429 || spent || /rate limit/i.test(text) ? 60_000 : undefined;
}
