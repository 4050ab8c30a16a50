import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Inline } from '#src/views/card.ts';
import { LIMITS } from './block-limits.ts';

export type PlainText = { type: 'plain_text'; text: string; emoji: false };
export type MrkdwnText = { type: 'mrkdwn'; text: string; verbatim: true };
export type TextObject = PlainText | MrkdwnText;

/** Text is shortened before anything measures or cleans it: a letter with 5,000 marks, or a megabyte, costs no more than what is shown. */
export function shortText(text: string, max: number): string {
  return cut(cleanText(text.slice(0, max * 2 + 64)), max);
}

/** Text that Slack shows as it is: no markup, no `:emoji:`, no mention. Never empty. */
export function plainText(text: string, max: number): PlainText {
  const short = shortText(text, max);
  return { type: 'plain_text', text: short.trim() === '' ? '–' : short, emoji: false };
}

/** The three characters that begin Slack's own syntax; all that a message's fallback needs. */
export function escaped(text: string): string {
  return text.replace(/[&<>]/g, (char) => (char === '&' ? '&amp;' : char === '<' ? '&lt;' : '&gt;'));
}

/** Plain text of at most `max` units once it is escaped, cut between characters and never inside "&amp;". */
export function escapedText(text: string, max: number): string {
  let short = shortText(text, max);
  for (let result = escaped(short); ; result = escaped(short)) {
    if (result.length <= max) return result;
    short = cut(short, Math.max(1, short.length - Math.max(1, Math.ceil((result.length - max) / 5))));
  }
}

/**
 * A line as Slack's text object: mrkdwn where it has bold, code, links or times and nothing in it could be read as
 * markup; plain text where it could, because mrkdwn has no escape for `*`, `_`, `~`, back-ticks and `:emoji:`.
 */
export function textObject(parts: readonly Inline[], max: number): TextObject {
  const flat = parts.map(inlineWords).join('');
  const marked = parts.some((part) => typeof part !== 'string' && !('person' in part));
  // Too long a line is not looked at any closer: it loses its markup, and costs no more than what is shown.
  if (!marked || flat.length > max || parts.some((part) => MARKUP.test(inlineWords(part)))) return plainText(flat, max);
  const text = parts.map(inlineMrkdwn).join('');
  // What must be cut would be cut inside a link: its words alone are kept.
  return text.length > max || text.trim() === '' ? plainText(flat, max) : { type: 'mrkdwn', text, verbatim: true };
}

/** Bold where the words allow it, else as they are. */
export function boldText(text: string, max: number): TextObject {
  return textObject([{ bold: shortText(text, max - 2) }], max);
}

/** A piece of a line as plain words. */
export function inlineWords(part: Inline): string {
  if (typeof part === 'string') return part;
  if ('bold' in part) return part.bold;
  if ('code' in part) return part.code;
  if ('link' in part) return part.link;
  if ('person' in part) return `@${part.person}`;
  return timeFallback(new Date(part.time));
}

/** "20 Nov 2026, 14:00 UTC", for a screen that does not know the reader's zone. */
export function timeFallback(at: Date): string {
  return Number.isNaN(at.getTime()) ? 'unknown time' : `${FORMAT.format(at)} UTC`;
}

/** The address if people may be sent there: http or https, nothing that ends Slack's link syntax early. */
export function safeHref(href: string): string | undefined {
  if (href.length > LIMITS.href || !URL.canParse(href)) return undefined;
  const { protocol, href: normal } = new URL(href);
  const safe = normal.replace(/[|<>]/g, encodeURIComponent);
  return (protocol === 'https:' || protocol === 'http:') && safe.length <= LIMITS.href ? safe : undefined;
}

/** Slack writes the time in the reader's zone: "today at 14:00". */
export const DATE_FORMAT = '{date_short_pretty} at {time}';

const FORMAT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
  timeZone: 'UTC',
});

/** Whatever could begin or end markup, or be made a link; an underscore inside a word ("get_order") does not. */
const MARKUP = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:[\w+'-]+:|^>|\n>|:\/\//u;

function inlineMrkdwn(part: Inline): string {
  if (typeof part === 'string') return escaped(cleanText(part));
  if ('bold' in part) return wrapped('*', part.bold);
  if ('code' in part) return wrapped('`', part.code);
  if ('person' in part) return `@${escaped(cleanText(part.person))}`;
  if ('link' in part) {
    const href = safeHref(part.href);
    const label = escaped(cleanText(part.link)).replaceAll('|', '¦');
    return href === undefined || label.trim() === '' ? label : `<${href.replaceAll('&', '&amp;')}|${label}>`;
  }
  const at = new Date(part.time);
  const fallback = timeFallback(at);
  return Number.isNaN(at.getTime()) ? fallback : `<!date^${seconds(at)}^${DATE_FORMAT}|${fallback}>`;
}

/** Slack wants no space inside its marks. */
function wrapped(mark: string, text: string): string {
  const clean = escaped(cleanText(text));
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(clean) ?? [];
  return words === '' ? clean : `${before}${mark}${words.replaceAll('\n', ' ')}${mark}${after}`;
}

export function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1_000);
}
