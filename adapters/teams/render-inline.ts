import type { Inline } from '#src/views/card.ts';
import { plain } from './plain.ts';
import type { Json } from './scene.ts';

/** How a line looks; in Adaptive Card words. */
export type Look = { color?: string; isSubtle?: boolean; size?: string; weight?: string; spacing?: string };

/** One line. RichTextBlock, because a TextBlock reads Markdown out of what strangers said. */
export function renderLine(parts: readonly Inline[], zone: string, { spacing, ...look }: Look = {}): Json {
  const inlines = parts.map((part) => renderPart(part, zone, look)).filter(({ text }) => text !== '');
  const shown = inlines.length > 0 ? inlines : [{ type: 'TextRun', text: ' ' }];
  return { type: 'RichTextBlock', ...(spacing === undefined ? {} : { spacing }), inlines: shown };
}

function renderPart(part: Inline, zone: string, look: Omit<Look, 'spacing'>): Json {
  const run = (text: string, more: Json = {}): Json => ({ type: 'TextRun', text: plain(text), ...look, ...more });
  if (typeof part === 'string') return run(part);
  if ('bold' in part) return run(part.bold, { weight: 'Bolder' });
  if ('code' in part) return run(part.code, { fontType: 'Monospace' });
  if ('link' in part) return run(part.link, openUrl(part.href));
  // A name only: without an entity in the activity nobody is notified.
  if ('person' in part) return run(`@${part.person}`, { weight: 'Bolder' });
  return run(timeWords(new Date(part.time), zone));
}

function openUrl(href: string): Json {
  return /^https?:\/\//i.test(href) ? { selectAction: { type: 'Action.OpenUrl', url: href } } : {};
}

/** "20 Nov, 14:05": a card is read by people of one team, in its time zone. */
export function timeWords(at: Date, zone: string): string {
  const options = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone }).format(at);
}
