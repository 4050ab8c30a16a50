import { html } from 'hono/html';
import type { Html } from './html.ts';

/** A bar of 0 to 100, drawn by attributes because the page's policy allows no inline style. */
export function renderBar(score: number): Html {
  const width = Math.max(0, Math.min(100, score));
  const level = score < 40 ? 'low' : score < 70 ? 'middle' : 'high';
  return html`<svg class="bar ${level}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="back" width="100" height="6"/><rect class="front" width="${width}" height="6"/></svg>`;
}
