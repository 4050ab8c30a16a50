import { html, raw } from 'hono/html';
import type { Html } from './html.ts';

/** Drawn shapes, so that they look the same where no emoji font is. */
const PATHS = {
  eyes: '<ellipse cx="7" cy="12" rx="4.4" ry="6.6"/><ellipse cx="17" cy="12" rx="4.4" ry="6.6"/><circle class="solid" cx="8.4" cy="13" r="2"/><circle class="solid" cx="18.4" cy="13" r="2"/>',
  check: '<rect x="3" y="3" width="18" height="18" rx="4"/><path d="M7.5 12.4l3.2 3.2 6-7"/>',
  cross: '<path d="M5.5 5.5l13 13M18.5 5.5l-13 13"/>',
  pin: '<path d="M9 3h6l-.8 6.2 3.3 3.3H6.5l3.3-3.3z"/><path d="M12 12.5V21"/>',
  hash: '<path d="M9.5 4L7.5 20M16.5 4l-2 16M4.5 9h16M3.5 15h16"/>',
  queue:
    '<path d="M8.5 6h12M8.5 12h12M8.5 18h12"/><circle class="solid" cx="4" cy="6" r="1.2"/><circle class="solid" cx="4" cy="12" r="1.2"/><circle class="solid" cx="4" cy="18" r="1.2"/>',
  calls:
    '<path d="M5 4h4l1.6 4.6-2.3 1.7a12 12 0 005.4 5.4l1.7-2.3L20 15v4c0 .8-.7 1.4-1.5 1.3C11 19.7 4.3 13 3.7 5.5 3.6 4.7 4.2 4 5 4z"/>',
  suite:
    '<rect x="4" y="4" width="7" height="7" rx="1.5"/><rect x="13" y="4" width="7" height="7" rx="1.5"/><rect x="4" y="13" width="7" height="7" rx="1.5"/><rect x="13" y="13" width="7" height="7" rx="1.5"/>',
  gates: '<path d="M12 3l7.5 2.8V11c0 5-3.2 8.4-7.5 10-4.3-1.6-7.5-5-7.5-10V5.8z"/><path d="M8.6 11.8l2.5 2.5 4.4-5"/>',
  patterns: '<circle cx="8" cy="8" r="4.5"/><circle cx="16.5" cy="10" r="3.5"/><circle cx="10.5" cy="17.5" r="3.5"/>',
  versions:
    '<circle cx="6.5" cy="5.5" r="2.5"/><circle cx="6.5" cy="18.5" r="2.5"/><circle cx="17.5" cy="8.5" r="2.5"/><path d="M6.5 8v8M17.5 11c0 3.5-4 4-8 5.5"/>',
  fixes:
    '<path d="M14.5 6.5a4.5 4.5 0 00-6 5.6L3.5 17a2.1 2.1 0 003 3l4.9-5a4.5 4.5 0 005.6-6l-2.7 2.7-2.4-.6-.6-2.4z"/>',
  report: '<path d="M4 20h16M7 16v-5M12 16V6M17 16v-8"/>',
  status: '<path d="M3 12h4.5l2.5-6 4 12 2.5-6H21"/>',
  menu: '<path d="M4 7h16M4 12h16M4 17h16"/>',
} as const;

export type IconName = keyof typeof PATHS;

/** Emoji that we draw ourselves; others are shown as they are. */
const EMOJI: Readonly<Record<string, IconName>> = { '👀': 'eyes', '✅': 'check', '❌': 'cross', '📌': 'pin' };

export function renderIcon(name: IconName): Html {
  return html`<svg class="icon icon-${name}" viewBox="0 0 24 24" aria-hidden="true">${raw(PATHS[name])}</svg>`;
}

export function renderEmoji(emoji: string): Html {
  const drawn = EMOJI[emoji];
  return drawn === undefined ? html`<span aria-hidden="true">${emoji}</span>` : renderIcon(drawn);
}
