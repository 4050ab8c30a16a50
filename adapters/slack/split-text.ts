import { LIMITS } from './block-limits.ts';

/** A long text in several inputs: how each begins on the one before it. */
export type TextPart = { text: string; joint: '' | '\n' };

/** So many inputs leave room for the rest of a form (100 blocks). */
const PARTS_MAX = 60;
/** Where less room than this is left for typing, an empty input follows. */
const ROOM_TO_TYPE = 300;

/**
 * A text of any length as parts that a Slack input takes, split at line ends where there are some; joined by
 * `joint` they are the text again. `max` above one input's limit leaves room to type more.
 */
export function splitText(text: string, max: number): TextPart[] {
  const parts: TextPart[] = [];
  let rest = text.replace(/\r\n?/g, '\n');
  let joint: TextPart['joint'] = '';
  while (rest.length > LIMITS.input && parts.length < PARTS_MAX - 1) {
    const end = rest.lastIndexOf('\n', LIMITS.input);
    const atLine = end > LIMITS.input / 2;
    const cutAt = atLine ? end : wholeCharacters(rest, LIMITS.input);
    parts.push({ text: rest.slice(0, cutAt), joint });
    rest = rest.slice(atLine ? cutAt + 1 : cutAt);
    joint = atLine ? '\n' : '';
  }
  parts.push({ text: rest.slice(0, LIMITS.input), joint });
  const last = parts.at(-1)?.text ?? '';
  return max > LIMITS.input && last.length > LIMITS.input - ROOM_TO_TYPE && parts.length < PARTS_MAX
    ? [...parts, { text: '', joint: '\n' }]
    : parts;
}

/** The id of a field's n-th input (from 0): "script", "script#2", or "script#3+" where it goes on within a line. */
export function partId(field: string, n: number, joint: TextPart['joint']): string {
  return n === 0 ? field : `${field}#${n + 1}${joint === '' ? '+' : ''}`;
}

/** The field that an input belongs to, and how it joins the one before. */
export function parsePartId(id: string): { field: string; n: number; joint: TextPart['joint'] } {
  const found = /^(.+)#(\d+)(\+?)$/.exec(id);
  if (!found) return { field: id, n: 0, joint: '' };
  return { field: found[1] ?? id, n: Number(found[2]) - 1, joint: found[3] === '+' ? '' : '\n' };
}

/** An index that is not inside a surrogate pair. */
function wholeCharacters(text: string, at: number): number {
  return /[\ud800-\udbff]/.test(text.charAt(at - 1)) ? at - 1 : at;
}
