import { cardPseudonym, isCardNumber } from './card-number.ts';
import type { Finding } from './finding.ts';
import { aboutPhone, phonePseudonymDigits } from './phone-number.ts';

/** Digits as people say them, by language; the first word of each digit is the one that a pseudonym uses. */
const LANGUAGES: readonly (readonly string[])[] = [
  ['zero|oh|o', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  ['cero', 'uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve'],
  ['null', 'eins', 'zwei|zwo', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'],
];
const WORDS = new Map(
  LANGUAGES.flatMap((digits) => digits.flatMap((words, d) => words.split('|').map((w) => [w, String(d)]))),
);
const REPEATS: Readonly<Record<string, number>> = { double: 2, triple: 3 };
const ANY = [...WORDS.keys(), ...Object.keys(REPEATS)].join('|');
/** Three in a row: a cheap look before the words are counted. */
const LIKELY = new RegExp(`(?<!\\p{L})(?:${ANY})[\\s,.-]{1,3}(?:${ANY})[\\s,.-]{1,3}(?:${ANY})(?!\\p{L})`, 'iu');
const CONTEXT = 60;

type Token = { digits: string; start: number; end: number };

/** Telephone and card numbers said digit by digit ("five five five, oh one …"), with the digits as their key. */
export function findSpokenNumbers(text: string): Finding[] {
  if (!LIKELY.test(text)) return [];
  const found: Finding[] = [];
  let tokens: Token[] = [];
  let repeat: { times: number; start: number } | undefined;
  const close = () => {
    const finding = spokenNumber(text, tokens);
    if (finding !== undefined) found.push(finding);
    tokens = [];
    repeat = undefined;
  };
  let end = 0;
  for (const match of text.matchAll(/\p{L}+|\d+/gu)) {
    const word = match[0].toLowerCase();
    if (!/^[\s,.-]{1,3}$/.test(text.slice(end, match.index)) && tokens.length > 0) close();
    end = match.index + match[0].length;
    const digit = WORDS.get(word) ?? (/^\d{1,4}$/.test(word) ? word : undefined);
    if (digit !== undefined) {
      tokens.push({ digits: digit.repeat(repeat?.times ?? 1), start: repeat?.start ?? match.index, end });
      repeat = undefined;
    } else if (REPEATS[word] !== undefined) repeat = { times: REPEATS[word], start: match.index };
    else close();
  }
  close();
  return found;
}

/** The pseudonym's digits in the language of the original's first digit word. */
export function spokenPseudonym(kind: 'phone' | 'card', n: number, original: string, digits: string): string {
  const first =
    original
      .match(/\p{L}+/gu)
      ?.map((w) => w.toLowerCase())
      .find((w) => WORDS.has(w)) ?? 'one';
  const language = LANGUAGES.find((words) => words.some((w) => w.split('|').includes(first))) ?? LANGUAGES[0];
  const one = digits.length === 11 && digits.startsWith('1') ? '1' : '';
  const replaced = kind === 'card' ? cardPseudonym(n, digits.length) : one + phonePseudonymDigits(n);
  return [...replaced].map((d) => language?.[Number(d)]?.split('|')[0] ?? d).join(' ');
}

export function isSpoken(original: string): boolean {
  return /\p{L}/u.test(original);
}

function spokenNumber(text: string, all: readonly Token[]): Finding | undefined {
  let tokens = all;
  let digits = tokens.map((t) => t.digits).join('');
  const lastWord = tokens.at(-1);
  // "… four five six seven. One moment" says no eleventh digit.
  if (digits.length === 11 && !digits.startsWith('1') && lastWord?.digits === '1') {
    tokens = tokens.slice(0, -1);
    digits = digits.slice(0, -1);
  }
  const first = tokens[0];
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (digits.length < 7 || new Set(digits).size < 2 || !isSpoken(text.slice(first.start, last.end))) return undefined;
  const place = { start: first.start, end: last.end, key: digits };
  if (isCardNumber(digits)) return { kind: 'card', ...place };
  if (digits.length > 15) return undefined;
  const before = text.slice(Math.max(0, first.start - CONTEXT), first.start);
  const otherNumber = /order|reservation|confirmation|booking|tracking|account|item|ticket|reference|hash|#/i.test(
    before,
  );
  return aboutPhone(before) || (digits.length >= 10 && !otherNumber) ? { kind: 'phone', ...place } : undefined;
}
