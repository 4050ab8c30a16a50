import { cleanText, cut } from '#src/domain/plain-text.ts';

/** Longer than any text of a card; bounds what one hostile line can take. */
const MAX = 4_000;

/** Text for a TextRun, which Teams draws as it is: nothing hidden, no towers of marks, and no {{DATE(…)}} that a client would run. */
export function plain(text: string, max = MAX): string {
  const flat = cleanText(text).replace(/(\p{M}{8})\p{M}+/gu, '$1');
  return cut(flat.replace(/\{\{/g, '{\u200b{'), max);
}

/** Text where some clients read Markdown and others show it as written (labels, choices): what would become a link or a picture is broken. */
export function inert(text: string, max = MAX): string {
  return plain(text, max).replace(/\]\(/g, ']\u200b(').replace(/</g, '‹').replace(/>/g, '›');
}

/** Text where every client reads Markdown. */
export function escapedMarkdown(text: string, max = MAX): string {
  return plain(text, max)
    .replace(/[\\`*_{}[\]()#+\-.!|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
