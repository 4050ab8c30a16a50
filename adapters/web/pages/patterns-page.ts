import { html } from 'hono/html';
import type { Html, Scene } from '#adapters/web/html.ts';
import { renderCard } from '#adapters/web/render-card.ts';
import { type PatternsView, patternsCard } from '#src/views/patterns-card.ts';

/** Calls that went wrong alike: the same card as /ratchet patterns gives. */
export function patternsPage(view: PatternsView, scene: Scene): Html {
  return html`<div class="page wide"><header class="page-head"><h1>Patterns</h1><p>Failing calls that were about the same, the most frequent of the last seven days first.</p></header>
    <div class="report">${renderCard(patternsCard(view), scene)}</div></div>`;
}
