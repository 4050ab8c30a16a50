import type { Call } from '#src/domain/call.ts';
import { cardPseudonym } from './card-number.ts';
import { createCustomFinder, customPseudonym, kindName } from './custom-pattern.ts';
import { plainDigits } from './digit-runs.ts';
import { findValues, isPseudonym } from './find-values.ts';
import { type Finding, replaceFindings, withoutOverlaps } from './finding.ts';
import { ibanPseudonym } from './iban.ts';
import { createCustomerFinder, customerPseudonym } from './known-customer.ts';
import { mapJson } from './map-json.ts';
import { isPhoneKey, phoneKey, phonePseudonym } from './phone-number.ts';
import { isSpoken, spokenPseudonym } from './spoken-number.ts';

/** One value that was replaced, how often; the value itself is not kept here. */
export type Replaced = { kind: string; pseudonym: string; count: number };

export type Redactor = {
  /** The same JSON with personal data in strings and long numbers replaced; keys stay. Redacting twice changes nothing. */
  redact<T>(value: T): T;
  readonly found: readonly Replaced[];
};

/** The parts of ratchet.yaml that redaction reads. */
export type RedactionPolicy = { redaction: { patterns: readonly { name: string; pattern: string }[] } };

const MAX_PASSES = 8;

/**
 * One map of pseudonyms for one call. Values are numbered in the order of the call (turns first), however the parts are
 * redacted later, so that script, fixtures and checks of the same call fit together. Throws `invalid` for a broken pattern.
 */
export function createRedactor({ call, policy }: { call: Call; policy: RedactionPolicy }): Redactor {
  const knownPhones = new Set<string>();
  const find = createFind(call, policy, knownPhones);
  const numberOf = createNumbering();
  const counts = new Map<string, Replaced>();

  const learn = (text: string, key: string): string => {
    for (const finding of find(text, key)) {
      numberOf(finding);
      if (finding.kind === 'phone' && finding.key.length >= 8) knownPhones.add(phoneKey(finding.key));
    }
    return text;
  };
  const replaceOnce = (text: string, key: string): string =>
    replaceFindings(text, find(text, key), (finding) => {
      const original = text.slice(finding.start, finding.end);
      const pseudonym = pseudonymOf(finding, numberOf(finding), original);
      if (pseudonym !== original) count(counts, finding, pseudonym);
      return pseudonym;
    });
  // A replacement can lay bare what was glued to it, so a changed text is looked at again until it stands still.
  const replace = (text: string, key: string): string => {
    let now = text;
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      const next = replaceOnce(now, key);
      if (next === now) break;
      now = next;
    }
    return now;
  };

  const { turns, customer, ...rest } = call;
  for (const part of [turns, rest, { caller: customer?.number, ref: customer?.ref }]) mapJson(part, learn);
  return {
    redact: <T>(value: T): T => mapJson(value, replace) as T,
    get found() {
      return [...counts.values()];
    },
  };
}

/** Everything to replace in one text, without overlaps; our own pseudonyms stand for nobody and shield what they cover. */
function createFind(call: Call, policy: RedactionPolicy, knownPhones: ReadonlySet<string>) {
  const customs = createCustomFinder(policy.redaction.patterns);
  const findCustomer = createCustomerFinder(call.customer ?? {});
  return (text: string, key: string): Finding[] => {
    const values = findValues(text, { knownPhones, phoneKey: isPhoneKey(key) });
    const own = [...values.filter(isPseudonym), ...customs.pseudonyms(text)];
    const rest = values.filter((value) => !isPseudonym(value));
    const sure = rest.filter((value) => value.kind !== 'phone');
    const phones = rest.filter((value) => value.kind === 'phone');
    const all = [...own, ...sure, ...customs.values(text), ...findCustomer(text), ...phones];
    const shields = new Set(own);
    return withoutOverlaps(all, text.length).filter((finding) => !shields.has(finding));
  };
}

/** Numbers values from 1, by kind, in order of first appearance. */
function createNumbering(): (finding: Finding) => number {
  const numbers = new Map<string, number>();
  const last = new Map<string, number>();
  return (finding) => {
    const id = identity(finding);
    const known = numbers.get(id);
    if (known !== undefined) return known;
    const n = (last.get(finding.kind) ?? 0) + 1;
    last.set(finding.kind, n);
    numbers.set(id, n);
    return n;
  };
}

function count(counts: Map<string, Replaced>, finding: Finding, pseudonym: string): void {
  const id = identity(finding);
  const before = counts.get(id) ?? { kind: kindName(finding.kind), pseudonym, count: 0 };
  counts.set(id, { ...before, count: before.count + 1 });
}

function identity(finding: Finding): string {
  return `${finding.kind}:${finding.kind === 'phone' ? phoneKey(finding.key) : finding.key}`;
}

function pseudonymOf(finding: Finding, n: number, original: string): string {
  switch (finding.kind) {
    case 'email':
      return `p${n}@example.test`;
    case 'phone':
      if (isSpoken(original)) return spokenPseudonym('phone', n, original, finding.key);
      return phonePseudonym(n, plainDigits(original));
    case 'card':
      if (isSpoken(original)) return spokenPseudonym('card', n, original, finding.key);
      return refill(original, cardPseudonym(n, finding.key.length));
    case 'iban':
      return refill(original, ibanPseudonym(n, finding.key));
    case 'name':
    case 'ref':
      return customerPseudonym(finding, original);
    default:
      return customPseudonym(n, finding.kind);
  }
}

/** New characters into the places of the old letters and digits, so that grouping stays. */
function refill(original: string, characters: string): string {
  let i = 0;
  return original.replace(/[A-Za-z\p{Nd}]/gu, () => characters.charAt(i++));
}
