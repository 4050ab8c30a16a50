import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { HttpEnv, PageRoute } from './http-options.ts';

/** The pages that chat adapters bring, behind the guard: somebody signed in, or nobody. */
export function pageRoutes(router: Hono<HttpEnv>, pages: readonly PageRoute[]): void {
  for (const { path, answer } of pages) {
    router.get(path, async (c) => {
      const { actor, csrf } = c.var;
      const found = await answer({ actor, sessionKey: csrf, query: new URL(c.req.url).searchParams });
      if ('redirect' in found) return c.redirect(found.redirect, 303);
      const { title, words, code } = found;
      return c.html(
        html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><link rel="icon" href="/assets/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/assets/base.css"></head>
          <body class="bare"><main id="main"><h1>${title}</h1>${words.map((line) => html`<p>${line}</p>`)}${code === undefined ? '' : html`<pre><code>${code}</code></pre>`}<p><a href="/">To the review channel</a></p></main></body></html>`,
      );
    });
  }
}
