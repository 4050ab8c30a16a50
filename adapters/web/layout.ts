import { html } from 'hono/html';
import { type Person, ROLES } from '#src/domain/actor.ts';
import { type Html, NOTHING } from './html.ts';
import { type IconName, renderIcon } from './icons.ts';

/** What every page of a signed-in person has around it. */
export type Frame = {
  person: Person;
  csrf: string;
  channels: readonly string[];
  /** Reviews waiting for somebody, shown beside the queue. */
  waiting: number;
};

export type Page = {
  title: string;
  /** The address of the sidebar's entry that this page belongs to. */
  at: string;
  /** How a verdict given here was come to. */
  via: 'channel' | 'queue' | 'search';
  main: Html;
  /** Fills the window and scrolls inside, as a channel does. */
  full?: boolean;
};

const PAGES = [
  { href: '/home', label: 'My queue', icon: 'queue' },
  { href: '/looks', label: 'Quick looks', icon: 'eyes' },
  { href: '/calls', label: 'Calls', icon: 'calls' },
  { href: '/suite', label: 'Suite', icon: 'suite' },
  { href: '/gates', label: 'Gates', icon: 'gates' },
  { href: '/versions', label: 'Versions', icon: 'versions' },
  { href: '/fixes', label: 'Fixes', icon: 'fixes' },
  { href: '/patterns', label: 'Patterns', icon: 'patterns' },
  { href: '/report', label: 'Report', icon: 'report' },
  { href: '/status', label: 'Status', icon: 'status' },
] as const;

/** A whole page: sidebar, main part, an empty dialog for forms. */
export function renderPage(page: Page, frame: Frame): Html {
  return html`<!doctype html>
<html lang="en">
  <head>${renderHead(page.title)}<meta name="csrf" content="${frame.csrf}"></head>
  <body class="${page.full ? 'full' : ''}" data-me="${frame.person.id}" data-via="${page.via}">
    <a class="skip" href="#main">Skip to content</a>
    ${renderSidebar(page, frame)}
    <main id="main" tabindex="-1">${page.main}</main>
    <dialog id="dialog" aria-labelledby="dialog-title"></dialog>
    <div id="toast" role="status" aria-live="polite"></div>
  </body>
</html>`;
}

/** A page of words only, for those who are not signed in. */
export function renderBarePage(title: string, main: Html): Html {
  return html`<!doctype html>
<html lang="en"><head>${renderHead(title)}</head><body class="bare"><main id="main">${main}</main></body></html>`;
}

function renderHead(title: string): Html {
  return html`<meta charset="utf-8"><title>${title} · Ratchet</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/assets/base.css"><link rel="stylesheet" href="/assets/chat.css"><link rel="stylesheet" href="/assets/pages.css">
    <script type="module" src="/assets/main.js"></script>`;
}

function renderSidebar({ at }: Page, { person, channels, waiting }: Frame): Html {
  const entry = (href: string, icon: IconName, label: string, count = 0) =>
    html`<li><a href="${href}" ${at === href ? html`aria-current="page"` : NOTHING}>${renderIcon(icon)}<span>${label}</span>${count > 0 ? html`<span class="badge">${count > 999 ? '999+' : count}</span>` : NOTHING}</a></li>`;
  return html`<nav class="sidebar" aria-label="Ratchet">
    <div class="brand"><img src="/assets/icon.svg" alt="" width="28" height="28"><span>Ratchet</span></div>
    <details class="nav-fold" open><summary><span class="visually-hidden">Menu</span>${renderIcon('menu')}</summary>
    <h2>Channels</h2>
    <ul>${channels.map((channel) => entry(channel === channels[0] ? '/' : `/channels/${encodeURIComponent(channel)}`, 'hash', channel))}</ul>
    <h2>Pages</h2>
    <ul>${PAGES.map(({ href, label, icon }) => entry(href, icon, label, href === '/home' ? waiting : 0))}</ul></details>
    <p class="me"><span class="avatar small" aria-hidden="true">${person.name.charAt(0).toUpperCase()}</span><span>${person.name}<small>${ROLES.findLast((role) => person.roles.includes(role)) ?? 'no role yet'}</small></span></p>
  </nav>`;
}
