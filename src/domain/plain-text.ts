const WORD_BACK = 30;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Control characters but tab and newline; marks that turn the writing direction; whatever else is not drawn and can hide text. */
const HIDDEN =
  /(?!\t|\n|\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cc}\p{Default_Ignorable_Code_Point}\u200e\u200f\u202a-\u202e\ufff9-\ufffb]/gu;
/** A joiner is text only where writing needs it: between the parts of an emoji, or between letters of a joining script. */
const STRAY_JOINER =
  /(?<!\p{Extended_Pictographic}|\ufe0f|[\u{1f3fb}-\u{1f3ff}]|\p{Script=Arabic}|\p{M})\u200d|\u200d(?!\p{Extended_Pictographic}|\p{Lo})|(?<!\p{Lo}|\p{M})\u200c|\u200c(?!\p{Lo})/gu;

/** Text as it may be shown to people: no controls but tab and newline, nothing that reverses or hides what follows it. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(HIDDEN, '')
    .replace(STRAY_JOINER, '');
}

/** At most `max` UTF-16 units, cut between words where one ends near, never inside a character, with … for what is missing. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max < 1) return '';
  const room = max - 1;
  let end = graphemes.segment(text.slice(0, max + 32)).containing(room)?.index ?? room;
  // One character of endless combining marks would leave nothing: it is cut inside, but not inside a surrogate pair.
  if (end === 0 && room > 0) end = /[\ud800-\udbff]/.test(text.charAt(room - 1)) ? room - 1 : room;
  const head = text.slice(0, end);
  const space = /\s/.test(text.charAt(end)) ? end : Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'));
  return `${(space > 0 && end - space <= Math.min(WORD_BACK, room / 2) ? head.slice(0, space) : head).trimEnd()}…`;
}
