import type { Context } from 'hono';
import { html } from 'hono/html';
import { AppError, httpStatus } from '#src/errors.ts';
import type { Runtime } from '#src/ports/runtime.ts';

/** What every error looks like over HTTP. `code` adds "unauthorized" and "internal" to those of the verbs. */
export type ErrorBody = {
  error: {
    code: string;
    message: string;
    problems?: readonly { path: string; message: string }[];
    /** The state that won, for `conflict`. */
    current?: unknown;
    /** Names the log line of a bug. */
    reference?: string;
  };
};

export type HttpAnswer = { status: number; headers: Record<string, string>; body: ErrorBody };

/** Status, headers and body of anything thrown; a bug is logged under a reference and says nothing of itself. */
export function describeError(error: unknown, runtime: Pick<Runtime, 'token' | 'log'>): HttpAnswer {
  if (!(error instanceof AppError)) return describeBug(error, runtime);
  const { code, message, details, retryAfterMs } = error;
  const waits = code === 'unavailable' || retryAfterMs !== undefined;
  return {
    status: httpStatus(error),
    headers: waits ? { 'retry-after': String(Math.max(1, Math.ceil((retryAfterMs ?? 5_000) / 1_000))) } : {},
    body: {
      error: {
        code,
        message,
        ...(details.problems?.length ? { problems: details.problems } : {}),
        ...(details.current === undefined ? {} : { current: details.current }),
      },
    },
  };
}

function describeBug(error: unknown, { token, log }: Pick<Runtime, 'token' | 'log'>): HttpAnswer {
  const reference = token()
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 6)
    .toUpperCase();
  const stack = error instanceof Error ? error.stack : String(error);
  log('http.failed', { reference, stack: stack?.slice(0, 4_000) }, 'error');
  const message = `Something broke here, not in your request. Try again; if it stays, give reference ${reference} to whoever runs Ratchet.`;
  return { status: 500, headers: {}, body: { error: { code: 'internal', message, reference } } };
}

/** 401: nobody known asks, or something about the request is forged. */
export function unauthorized(message: string): HttpAnswer {
  return {
    status: 401,
    headers: { 'www-authenticate': 'Bearer realm="ratchet"' },
    body: { error: { code: 'unauthorized', message } },
  };
}

/** The answer as JSON, or as a small page where a browser asked for one. */
export async function sendAnswer(c: Context, { status, headers, body }: HttpAnswer): Promise<Response> {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  if (!wantsPage(c)) return c.json(body, status as 400);
  const { message, problems } = body.error;
  return c.html(
    html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ratchet</title><meta name="viewport" content="width=device-width">
      <link rel="stylesheet" href="/assets/base.css"></head><body class="bare"><main id="main"><h1>${status}</h1><p>${message}</p>
      ${problems?.map((p) => html`<p>${p.path}: ${p.message}</p>`) ?? ''}<p><a href="/">Back to the review channel</a></p></main></body></html>`,
    status as 400,
  );
}

function wantsPage(c: Context): boolean {
  return !c.req.path.startsWith('/v1/') && (c.req.header('accept') ?? '').includes('text/html');
}
