import { html } from 'hono/html';
import type { Html } from '#adapters/web/html.ts';
import type { AppError } from '#src/errors.ts';

/** What somebody sees who is not signed in. */
export function signInPage(): Html {
  return html`<div class="bare-box"><img src="/assets/icon.svg" alt="" width="48" height="48"><h1>Sign in to Ratchet</h1>
    <p>Open the personal link that an admin made for you. It works once, then this browser stays signed in.</p>
    <p>You run this Ratchet? Make the link where it runs:</p><pre tabindex="0">npx ratchet invite &lt;name&gt; --role reviewer</pre></div>`;
}

export function errorPage(error: AppError): Html {
  const problems = error.details.problems ?? [];
  return html`<div class="page"><header class="page-head"><h1>${TITLES[error.code]}</h1></header><p>${error.message}</p>
    ${problems.map(({ path, message }) => html`<p class="context">${path}: ${message}</p>`)}<p><a class="button" href="/">Back to the channel</a></p></div>`;
}

const TITLES: Record<AppError['code'], string> = {
  invalid: 'That address does not fit',
  forbidden: 'You may not see this',
  not_found: 'Not here',
  conflict: 'Changed meanwhile',
  limit: 'Too much at once',
  unavailable: 'Try again in a moment',
};
