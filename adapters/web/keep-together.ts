import { html } from 'hono/html';
import type { Html } from './html.ts';

/** "AL-1", "SC-142". A browser may break it behind the hyphen, and one that is no hyphen would be copied with the id. */
const ID = /(?<![\w-])([A-Z]{1,4}-\d{1,7})(?![\w-])/;

/** Text in which a figure and its unit ("3.1 %", "3 of 3") and an id ("SC-142") are not broken over two lines. */
export function keepTogether(text: string): Html | string {
  const figures = text.replace(/(\d) %/g, '$1\u00a0%').replace(/(\d) of (?=\d)/g, '$1\u00a0of\u00a0');
  const parts = figures.split(ID);
  if (parts.length === 1) return figures;
  // What the pattern found stands at every second place.
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<span class="id">${part}</span>` : part))}`;
}
