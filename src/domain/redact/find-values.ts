import { findCards, isCardPseudonym } from './card-number.ts';
import { findDigitRuns, plainDigits } from './digit-runs.ts';
import { findEmails } from './find-emails.ts';
import type { Finding } from './finding.ts';
import { findIbans, isIbanPseudonym } from './iban.ts';
import { findPhones, isPhonePseudonym } from './phone-number.ts';
import { findSpokenNumbers } from './spoken-number.ts';

/** What is known beyond the text: phone keys seen elsewhere in the call, and whether the JSON key says telephone. */
export type FindContext = { knownPhones: ReadonlySet<string>; phoneKey: boolean };

const NOTHING_KNOWN: FindContext = { knownPhones: new Set(), phoneKey: false };

/** E-mails, IBANs, cards and telephone numbers in one text, pseudonyms included, surest first; time is linear in the text. */
export function findValues(original: string, context: FindContext = NOTHING_KNOWN): Finding[] {
  const text = plainDigits(original);
  const found: Finding[] = text.includes('@') ? findEmails(text) : [];
  const phones: Finding[] = [];
  if (/\d/.test(text)) {
    found.push(...findIbans(text));
    for (const run of findDigitRuns(text)) {
      found.push(...findCards(text, run));
      phones.push(...findPhones(text, run, context.knownPhones, context.phoneKey));
    }
  }
  return found.concat(phones, findSpokenNumbers(text));
}

/** Whether a value found is one of our own pseudonyms, which stands for nobody. */
export function isPseudonym(finding: Finding): boolean {
  switch (finding.kind) {
    case 'email':
      return /^p\d+@example\.test$/.test(finding.key);
    case 'phone':
      return isPhonePseudonym(finding.key);
    case 'card':
      return isCardPseudonym(finding.key);
    case 'iban':
      return isIbanPseudonym(finding.key);
    default:
      return false;
  }
}
