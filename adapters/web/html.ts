import type { html } from 'hono/html';

/** A piece of HTML whose text is already escaped; hono's `html` tag makes it, and escapes whatever string is put into it. */
export type Html = ReturnType<typeof html>;

/** Nothing, where a piece is left out. */
export const NOTHING = '';

/** What a page is drawn with: the clock's time, how links are written, the zone times are shown in, the reactions' emoji. */
export type Scene = {
  now: Date;
  /** Links to it are made relative, so that a page works under each of its addresses. */
  baseUrl: string;
  timeZone: string;
  reactions: Readonly<Record<'claim' | 'dismiss' | 'confirm' | 'promote', string>>;
};

/** Our own links as paths; anything else that is not http(s) leads nowhere. */
export function localHref(href: string, baseUrl: string): string {
  if (baseUrl !== '' && href.startsWith(`${baseUrl}/`)) return href.slice(baseUrl.length);
  return /^(https?:\/\/|\/(?!\/))/.test(href) ? href : '#';
}
