import type { DigitGroup, DigitRun } from './digit-runs.ts';
import type { Finding } from './finding.ts';

/** +1 555 01…: the range that telephone companies keep for stories and tests, continued to a full number. */
const TEST_PREFIX = '55501';
const CONTEXT = 60;
/** More groups than one number can have. */
const WINDOW = 16;
const ABOUT_PHONE =
  /(?<!\p{L})(?:(?:tele|cell|mobile)?phone(?!s)|mobile|cell(?!\p{L})|whatsapp|sms|fax|tel(?!\p{L})|text me|call me|call back|callback|reach me|ring me|hotline|telefon|handy|teléfono|móvil|celular)/giu;
const ABOUT_OTHER =
  /order|reservation|confirmation|booking|tracking|invoice|account|item|product|sku|ticket|case|claim|policy|serial|model|\bzip|postal|amount|total|price|passport|licen[cs]e|reference|user_id|flight|payment|card/gi;
/** Keys of JSON whose whole value is a telephone number. */
const PHONE_KEY =
  /(?<!head|ear|smart)phone(?!_?model)|mobile|cell(?![a-z])|whatsapp|msisdn|^(tel|fax|caller|from_?number|to_?number|contact_?number)$|telefon|celular/i;

export function isPhoneKey(key: string): boolean {
  return PHONE_KEY.test(key);
}

/** Equal for two spellings of a number, with or without country code and trunk zero. */
export function phoneKey(digits: string): string {
  return digits.replace(/^0+/, '').slice(-8);
}

/**
 * Telephone numbers of a run: by their shape, by being known from elsewhere in the call (`known` holds phone keys), or
 * because the words before speak of a telephone (or its JSON key does: `hinted`).
 */
export function findPhones(text: string, run: DigitRun, known: ReadonlySet<string>, hinted: boolean): Finding[] {
  const found: Finding[] = [];
  let rest: DigitGroup[] = [];
  const closeRest = () => {
    const number = numberByContext(text, rest, hinted);
    if (number !== undefined) found.push(number);
    rest = [];
  };
  for (let i = 0; i < run.groups.length; ) {
    const groups = run.groups.slice(i, i + WINDOW);
    const dated = isDate(text, groups);
    const count = dated ? undefined : (testNumber(groups) ?? numberByShape(text, groups, run.plus && i === 0, i === 0));
    const [first] = groups;
    if (dated) {
      closeRest();
      i += 3;
    } else if (count !== undefined) {
      closeRest();
      found.push(phoneFinding(text, groups.slice(0, count)));
      i += count;
    } else {
      if (first !== undefined && isKnown(first.digits, known)) {
        closeRest();
        found.push(phoneFinding(text, [first]));
      } else if (first !== undefined) rest.push(first);
      i++;
    }
  }
  closeRest();
  return found;
}

function isKnown(digits: string, known: ReadonlySet<string>): boolean {
  return digits.length >= 8 && digits.length <= 15 && known.has(phoneKey(digits));
}

function numberByContext(text: string, groups: readonly DigitGroup[], hinted: boolean): Finding | undefined {
  const [first] = groups;
  const size = groups.reduce((sum, group) => sum + group.digits.length, 0);
  if (
    first === undefined ||
    size < 7 ||
    size > 15 ||
    /\d[.,]$/.test(text.slice(Math.max(0, first.start - 2), first.start))
  ) {
    return undefined;
  }
  return hinted || aboutPhone(text.slice(Math.max(0, first.start - CONTEXT), first.start))
    ? phoneFinding(text, groups)
    : undefined;
}

/** Whether the words before a number speak of a telephone, and of nothing else after that. */
export function aboutPhone(before: string): boolean {
  return lastIndex(before, ABOUT_PHONE) > lastIndex(before, ABOUT_OTHER);
}

export function isPhonePseudonym(digits: string): boolean {
  return /^1?55501\d{5}$/.test(digits);
}

/** The digits of the nth test number: "5550100001". */
export function phonePseudonymDigits(n: number): string {
  return TEST_PREFIX + String(n).padStart(5, '0');
}

/** The nth test number in the spelling of the original where that has ten digits, or eleven with the 1; else "+1 555 010 0001". */
export function phonePseudonym(n: number, original: string): string {
  const digits = phonePseudonymDigits(n);
  const length = original.replace(/\D/g, '').length;
  // A country code of another country cannot stay before a North American number.
  if ((length === 10 && !original.startsWith('+')) || (length === 11 && /^\D*1/.test(original))) {
    const filled = (length === 11 ? '1' : '') + digits;
    let i = 0;
    return original.replace(/\d/g, () => filled.charAt(i++));
  }
  if (/^\+?\d+$/.test(original)) return `${original.startsWith('+') ? '+' : ''}1${digits}`;
  return `+1 ${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`;
}

/** How many groups from the start make one of our pseudonyms, however they are spaced. */
function testNumber(groups: readonly DigitGroup[]): number | undefined {
  let digits = '';
  for (const [i, group] of groups.entries()) {
    digits += group.digits;
    if (digits.length > 11) return undefined;
    if (isPhonePseudonym(digits)) return i + 1;
  }
  return undefined;
}

/** How many groups from the start make a number by their shape alone: international, North American, or with a trunk zero. */
function numberByShape(
  text: string,
  groups: readonly DigitGroup[],
  plus: boolean,
  atStart: boolean,
): number | undefined {
  const sizes = groups.map((g) => g.digits.length);
  const first = groups[0]?.digits ?? '';
  if (plus) return (first.startsWith('1') ? take(sizes, 11, 11) : undefined) ?? take(sizes, 8, 15);
  const one = first === '1' ? 1 : 0;
  const northAmerican =
    sizes[one] === 3 && sizes[one + 1] === 3 && sizes[one + 2] === 4 && /^[2-9]/.test(groups[one]?.digits ?? '');
  if (northAmerican && !isDate(text, groups.slice(one + 2))) return one + 3;
  if (!atStart || groups.length < 2) return undefined;
  if (/^00[1-9]/.test(first)) return take(sizes, 10, 17);
  // 01.02 is more often a date or a price than the start of a number.
  const second = groups[1];
  const dotted = second !== undefined && text.slice(groups[0]?.end, second.start) === '.';
  return /^0[1-9]/.test(first) && !(dotted && sizes[1] === 2 && groups.length < 4) ? take(sizes, 9, 12) : undefined;
}

/** The largest number of leading groups whose digits together are within [min, max]. */
function take(sizes: readonly number[], min: number, max: number): number | undefined {
  let sum = 0;
  let best: number | undefined;
  for (const [i, size] of sizes.entries()) {
    sum += size;
    if (sum > max) break;
    if (sum >= min) best = i + 1;
  }
  return best;
}

/** The groups with the bracket and the plus that belong to them. */
function phoneFinding(text: string, groups: readonly DigitGroup[]): Finding {
  const end = groups.at(-1)?.end ?? 0;
  let start = groups[0]?.start ?? 0;
  if (text.charAt(start - 1) === '(' && /^[^(]*\)/.test(text.slice(start, end))) start--;
  if (text.charAt(start - 1) === '+') start--;
  return { kind: 'phone', start, end, key: groups.map((g) => g.digits).join('') };
}

/** Whether the first three groups are a date such as 2026-11-20 or 20.11.2026. */
function isDate(text: string, groups: readonly DigitGroup[]): boolean {
  const [a, , c] = groups;
  if (a === undefined || c === undefined || c.end - a.start > 10) return false;
  return /^((19|20)\d\d([-./])[01]?\d\3[0-3]?\d|[0-3]?\d([-./])[0-3]?\d\4((19|20)\d\d|\d\d))$/.test(
    text.slice(a.start, c.end),
  );
}

function lastIndex(text: string, pattern: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(pattern)) last = match.index;
  return last;
}
