import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { HttpEnv } from '#adapters/http/http-options.ts';
import { parseJson, readBody } from '#adapters/http/read-body.ts';
import type { App } from '#src/app.ts';
import type { Actor } from '#src/domain/actor.ts';
import { forbidden, invalid } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import { encodeCookie, parseCookies } from './cookies.ts';
import { isOurOrigin } from './guard.ts';
import { nameCookie, personName } from './local-person.ts';
import { endSession, readSession, sessionCookie, sessionCookieName } from './web-session.ts';

type Door = { app: App; deps: Deps; port: number };

/** Whoever holds a one-time link is nobody yet: the edge acts for them. */
const edge: Actor = { kind: 'system', id: 'web', name: 'Sign-in' };

/**
 * One-time links: GET shows a page with a button and changes nothing, because chat platforms fetch every link that is
 * posted; the button's POST uses it. The cookie then goes with a request that our own page made.
 */
export function signInRoutes(router: Hono<HttpEnv>, door: Door): void {
  router.get('/join/:token', (c) => c.html(askFor('Join Ratchet', 'You are invited to review calls here.', 'Join')));
  router.get('/open/:token', (c) =>
    c.html(askFor('Open in Ratchet', 'This link opens one page, once, for you.', 'Open')),
  );
  router.post('/join/:token', async (c) => {
    refuseOtherOrigin(c, door);
    const { session, expiresAt } = await door.app.verbs.acceptInvite(edge, { token: c.req.param('token') });
    c.header('set-cookie', sessionCookie(session, expiresAt, door.deps));
    return c.redirect('/', 303);
  });
  router.post('/open/:token', async (c) => {
    refuseOtherOrigin(c, door);
    const { session, path, expiresAt } = await door.app.verbs.openPersonalLink(edge, { token: c.req.param('token') });
    c.header('set-cookie', sessionCookie(session, expiresAt, door.deps));
    return c.redirect(path, 303);
  });
  router.post('/sign-out', async (c) => {
    refuseOtherOrigin(c, door);
    const name = sessionCookieName(door.deps.baseUrl);
    const value = parseCookies(c.req.header('cookie')).get(name);
    const session = value === undefined ? undefined : await readSession(door.deps, value);
    if (value !== undefined && session) await endSession(door.deps, value, session.person);
    c.header(
      'set-cookie',
      encodeCookie(name, '', { secure: door.deps.baseUrl.startsWith('https:'), maxAgeSeconds: 0 }),
    );
    return c.redirect('/', 303);
  });
}

/** `POST /web/me {name}`: in local mode, who the browser's user says they are. */
export function localNameRoute(router: Hono<HttpEnv>, { localMode }: { localMode: boolean }): void {
  router.post('/web/me', async (c) => {
    if (!localMode) throw forbidden('Your name comes from your invitation here.');
    const body = parseJson(await readBody(c.env.incoming, 10_000));
    const name = (body as { name?: unknown } | null)?.name;
    if (typeof name !== 'string') throw invalid('Say who you are.', [{ path: 'name', message: 'text' }]);
    c.header('set-cookie', nameCookie(personName(name)));
    return c.json({ name: personName(name) });
  });
}

function refuseOtherOrigin(c: Context<HttpEnv>, door: Door): void {
  if (!isOurOrigin(c, door))
    throw forbidden("Another site's page may not use this link. Open it in the browser itself.");
}

function askFor(title: string, words: string, button: string) {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><link rel="icon" href="/assets/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/assets/base.css"></head>
    <body class="bare"><main id="main"><h1>${title}</h1><p>${words}</p><form method="post"><button class="button primary" type="submit">${button}</button></form></main></body></html>`;
}
