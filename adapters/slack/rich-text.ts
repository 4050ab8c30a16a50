import type { Inline } from '#src/views/card.ts';
import { LIMITS } from './block-limits.ts';
import { DATE_FORMAT, inlineWords, safeHref, seconds, shortText, timeFallback } from './slack-text.ts';

export type RichWord = Record<string, unknown>;
export type RichPart = {
  type: 'rich_text_section' | 'rich_text_preformatted' | 'rich_text_quote' | 'rich_text_list';
  elements: readonly (RichWord | RichPart)[];
  [key: string]: unknown;
};

/** Words of a line as data: Slack reads no markup, mention, address or emoji in them. */
export function richWords(parts: readonly Inline[], max: number = LIMITS.richText): RichWord[] {
  let room = max;
  return parts.flatMap((part) => {
    if (room <= 0) return [];
    const words = shortText(inlineWords(part), room);
    if (words === '') return [];
    room -= words.length;
    return [richWord(part, words)];
  });
}

/** One piece of text, never empty. */
export function richString(text: string, style?: { bold?: true; italic?: true; code?: true }): RichWord {
  return { type: 'text', text: text === '' ? ' ' : text, ...(style === undefined ? {} : { style }) };
}

export function richSection(elements: readonly RichWord[]): RichPart {
  return { type: 'rich_text_section', elements };
}

export function bulletList(items: readonly (readonly RichWord[])[]): RichPart {
  return { type: 'rich_text_list', style: 'bullet', elements: items.map(richSection) };
}

/** How many characters of text stand in a block or a part of one: what Slack's own limit counts. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + textLength(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (typeof item === 'string' ? (COUNTED.has(key) ? item.length : 0) : textLength(item)),
    0,
  );
}

const COUNTED = new Set(['text', 'alt_text', 'url', 'fallback']);

function richWord(part: Inline, words: string): RichWord {
  if (typeof part === 'string') return richString(words);
  if ('bold' in part) return richString(words, { bold: true });
  if ('code' in part) return richString(words, { code: true });
  if ('link' in part) {
    const url = safeHref(part.href);
    return url === undefined ? richString(words) : { type: 'link', url, text: words };
  }
  if ('person' in part) return richString(words, { bold: true });
  const at = new Date(part.time);
  if (Number.isNaN(at.getTime())) return richString(words);
  return { type: 'date', timestamp: seconds(at), format: DATE_FORMAT, fallback: timeFallback(at) };
}
