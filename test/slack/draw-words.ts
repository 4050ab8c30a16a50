// biome-ignore lint/suspicious/noExplicitAny: Block Kit JSON, read by name.
export type Json = any;

/** Drawn as shapes: a machine that takes pictures need not have a font of emoji. */
const SHAPES: Readonly<Record<string, string>> = {
  '🔺': '<path d="M8 2 15 14H1Z" fill="#d92d20"/>',
  '🔶': '<path d="M8 .5 15.5 8 8 15.5.5 8Z" fill="#f79009"/>',
  '🔹': '<path d="M8 3.5 12.5 8 8 12.5 3.5 8Z" fill="#3b82f6"/>',
  '✔️': '<path d="M2.5 8.5 6.3 12.5 13.5 3.5" fill="none" stroke="#1d1c1d" stroke-width="2.6"/>',
  '▫️': '<rect x="4.5" y="4.5" width="7" height="7" rx="1" fill="#fff" stroke="#868686" stroke-width="1.4"/>',
  '🔴': '<circle cx="8" cy="8" r="6" fill="#d92d20"/>',
  '🟡': '<circle cx="8" cy="8" r="6" fill="#eab308"/>',
  '🟢': '<circle cx="8" cy="8" r="6" fill="#16a34a"/>',
  '⚠️': '<path d="M8 1.5 15.5 15H.5Z" fill="#f7b500"/><path d="M8 6v4.4M8 12v1.6" stroke="#fff" stroke-width="1.7"/>',
  '👀': '<ellipse cx="4.6" cy="8" rx="3.1" ry="4.6" fill="#fff" stroke="#777"/><ellipse cx="11.4" cy="8" rx="3.1" ry="4.6" fill="#fff" stroke="#777"/><circle cx="5.6" cy="9" r="1.7"/><circle cx="12.4" cy="9" r="1.7"/>',
  '❌': '<path d="M3 3 13 13M13 3 3 13" stroke="#d92d20" stroke-width="3"/>',
};
const SHAPE = new RegExp(Object.keys(SHAPES).join('|'), 'gu');

/** Text as HTML, its emoji as shapes. */
export function words(text: unknown): string {
  const escaped = String(text ?? '').replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
  return escaped.replace(SHAPE, (found) => `<svg class="emoji" viewBox="0 0 16 16">${SHAPES[found]}</svg>`);
}

/** A text object: plain text as it is, of mrkdwn what ours uses (bold, code, links, dates). */
export function textObject(object: Json): string {
  if (object.type === 'plain_text') return words(object.text).replaceAll('\n', '<br>');
  return String(object.text)
    .split(/(<[^>]*>)/)
    .map((part) => (part.startsWith('<') ? angle(part) : marked(part)))
    .join('')
    .replaceAll('\n', '<br>');
}

/** The parts of a rich_text section. */
export function richWords(elements: readonly Json[]): string {
  return elements.map(richWord).join('');
}

function richWord({ type, text, style = {}, url, timestamp }: Json): string {
  if (type === 'link') return `<a>${words(text ?? url)}</a>`;
  if (type === 'date') return dateWords(timestamp);
  const inner = words(text).replaceAll('\n', '<br>');
  if (style.code) return `<code>${inner}</code>`;
  if (style.bold) return `<b>${inner}</b>`;
  return style.italic ? `<i>${inner}</i>` : inner;
}

function angle(part: string): string {
  const date = /^<!date\^(\d+)\^/.exec(part);
  if (date) return dateWords(Number(date[1]));
  const [, label = ''] = part.slice(1, -1).split('|');
  return `<a>${words(entities(label))}</a>`;
}

function marked(part: string): string {
  return words(entities(part))
    .replace(/\*([^*\n]+)\*/g, '<b>$1</b>')
    .replace(/`([^`\n]+)`/g, '<code>$1</code>');
}

function entities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** What Slack makes of {date_short_pretty} at {time}, for a reader in UTC on the day of the pictures. */
function dateWords(timestamp: number): string {
  const at = new Date(timestamp * 1_000);
  const time = at.toISOString().slice(11, 16);
  const day = at.toISOString().slice(0, 10);
  if (day === '2026-11-20') return `today at ${time}`;
  if (day === '2026-11-19') return `yesterday at ${time}`;
  return `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })} at ${time}`;
}
