import type { DigitRun } from './digit-runs.ts';
import type { Finding } from './finding.ts';

/** What a test card starts with; every pseudonym of a card does. */
const TEST_PREFIX = '42424242';

/** Card numbers inside a run: whole groups, a known issuer's prefix and length, and a right check digit. */
export function findCards(text: string, run: DigitRun): Finding[] {
  const found: Finding[] = [];
  for (let first = 0; first < run.groups.length; first++) {
    const start = run.groups[first]?.start ?? 0;
    // The digits behind a decimal point are a fraction.
    if (/^\d\.$/.test(text.slice(start - 2, start)) && first > 0) continue;
    let digits = '';
    let hit: { last: number; digits: string } | undefined;
    for (let last = first; last < run.groups.length && digits.length < 19; last++) {
      digits += run.groups[last]?.digits ?? '';
      if (isCardNumber(digits) && !/^\d+\.\d+$/.test(text.slice(start, run.groups[last]?.end))) hit = { last, digits };
    }
    if (hit === undefined) continue;
    found.push({ kind: 'card', start, end: run.groups[hit.last]?.end ?? start, key: hit.digits });
    first = hit.last;
  }
  return found;
}

export function isCardNumber(digits: string): boolean {
  return hasIssuer(digits) && luhn(digits);
}

export function isCardPseudonym(digits: string): boolean {
  return digits.startsWith(TEST_PREFIX) && luhn(digits);
}

/** The nth test card with as many digits; passes Luhn. */
export function cardPseudonym(n: number, length: number): string {
  const body = TEST_PREFIX + String(n).padStart(length - TEST_PREFIX.length - 1, '0');
  for (let check = 0; check < 10; check++) if (luhn(body + check)) return body + check;
  return body;
}

function hasIssuer(digits: string): boolean {
  switch (digits.length) {
    case 13:
      return digits.startsWith('4');
    case 14:
      return /^3(0|6|8|9)/.test(digits);
    case 15:
      return /^3[47]/.test(digits);
    case 16:
      return /^(4|5[1-5]|2[2-7]|6011|6[2459]|35)/.test(digits);
    default:
      return digits.length >= 17 && digits.length <= 19 && /^(4|50|5[6-9]|6)/.test(digits);
  }
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
