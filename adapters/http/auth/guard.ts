import type { Context, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import { sendAnswer, unauthorized } from '#adapters/http/answer-error.ts';
import type { HttpEnv } from '#adapters/http/http-options.ts';
import type { Metrics } from '#adapters/http/metrics.ts';
import { isSameSecret } from '#src/domain/token.ts';
import { forbidden } from '#src/errors.ts';
import { authenticate, type Caller, type Door } from './authenticate.ts';
import { isLocalHost } from './local-mode.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Finds out who asks, and refuses what is forged, unsigned or sent by another site's page before anything reads it. */
export function guard(door: Door, metrics: Metrics): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const found = await authenticate(door, c.env.incoming.headers);
    if ('refusal' in found) {
      metrics.refused(found.refusal.reason);
      return sendAnswer(c, unauthorized(found.refusal.message));
    }
    if ('nobody' in found) {
      if (found.staleSession) metrics.refused('session');
      return answerNobody(c, next, metrics);
    }
    refuseOtherSites(c, found.caller, door, metrics);
    const { actor, csrf } = found.caller;
    c.set('caller', actor);
    if (actor.kind === 'person') c.set('actor', actor);
    c.set('csrf', csrf);
    return next();
  };
}

/** A page shows how to sign in; anything else is refused. */
async function answerNobody(
  c: Context<HttpEnv>,
  next: () => Promise<void>,
  metrics: Metrics,
): Promise<Response | undefined> {
  if (!c.req.path.startsWith('/v1/') && SAFE.has(c.req.method) && c.req.path !== '/metrics') {
    if (cameFromElsewhere(c)) return c.html(onceMore);
    await next();
    return undefined;
  }
  metrics.refused('no_actor');
  return sendAnswer(
    c,
    unauthorized('Send an API key (Authorization: Bearer rk_…), or sign in with an invitation link.'),
  );
}

/**
 * A link followed from chat carries no SameSite=Strict cookie. Asking once more from our own page does, so that somebody
 * signed in is not shown the door: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#samesitesamesite-value
 */
const onceMore = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ratchet</title><meta http-equiv="refresh" content="0"></head><body><p><a href="">Continue to Ratchet</a></p></body></html>`;

function cameFromElsewhere(c: Context<HttpEnv>): boolean {
  return c.req.header('sec-fetch-site') === 'cross-site' && c.req.header('sec-fetch-dest') === 'document';
}

/** A change by a person carries the page's token; only a program in local mode, which no page can be, goes without. */
function refuseOtherSites(c: Context<HttpEnv>, { by, csrf }: Caller, door: Door, metrics: Metrics): void {
  if (by === 'key' || SAFE.has(c.req.method)) return;
  if (!isOurOrigin(c, door)) {
    metrics.refused('origin');
    throw forbidden("Another site's page may not act here.");
  }
  if (by === 'local' && c.req.path.startsWith('/v1/')) return;
  if (csrf !== undefined && isSameSecret(c.req.header('x-csrf-token') ?? '', csrf)) return;
  metrics.refused('csrf');
  throw forbidden('This page is out of date: reload it, and try again. (The header X-CSRF-Token is missing or wrong.)');
}

/** Origin absent (a program), that of RATCHET_URL, or this machine's own address. */
export function isOurOrigin(c: Context<HttpEnv>, { deps, port }: Pick<Door, 'deps' | 'port'>): boolean {
  const { origin, host } = c.env.incoming.headers;
  if (origin === undefined || origin === new URL(deps.baseUrl).origin) return true;
  return isLocalHost(host, port) && origin === `http://${host}`;
}
