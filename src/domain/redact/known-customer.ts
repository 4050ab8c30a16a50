import type { Finding } from './finding.ts';

/** Who the call says its customer is. */
export type KnownCustomer = { name?: string | undefined; ref?: string | undefined };

const GIVEN = 'Pat';
const FAMILY = 'Example';
const MAX_PARTS = 6;

/** Finds a known customer's name and reference in a text, at word boundaries. */
export function createCustomerFinder(customer: KnownCustomer): (text: string) => Finding[] {
  const ref = customer.ref?.trim() ?? '';
  const parts = (customer.name ?? '')
    .split(/[\s,]+/)
    .filter((part) => /\p{L}{2}/u.test(part))
    .slice(0, MAX_PARTS);
  const full = parts.length > 1 ? bounded(parts.map(escapePattern).join('[\\s_.,-]{1,3}'), 'giu') : undefined;
  const refs = ref.length >= 4 && !ref.includes('@') ? bounded(escapePattern(ref), 'gu') : undefined;
  // A part of a name may be a word ("Will", "May"), so alone it counts only written as a name.
  const long = parts.filter((part) => part.length > 2);
  const single =
    long.length > 0
      ? bounded(
          long
            .flatMap((p) => [capital(p), p.toUpperCase()])
            .map(escapePattern)
            .join('|'),
          'gu',
        )
      : undefined;
  return (text) => [
    ...matches(refs, text, 'ref', () => ref),
    ...matches(full, text, 'name', () => 'full'),
    ...matches(single, text, 'name', (m) => (m.toLowerCase() === parts[0]?.toLowerCase() ? 'given' : 'family')),
    ...whole(parts, text),
  ];
}

/** A stand-in name in the original's case, or a stand-in reference in its format. */
export function customerPseudonym(finding: Finding, original: string): string {
  if (finding.kind === 'ref')
    return /^\d+$/.test(original) ? `9${'1'.padStart(original.length - 1, '0')}` : 'customer-1';
  const between = /[\s_.,-]+/.exec(original)?.[0] ?? ' ';
  const name = finding.key === 'full' ? GIVEN + between + FAMILY : finding.key === 'given' ? GIVEN : FAMILY;
  if (original === original.toUpperCase()) return name.toUpperCase();
  return original === original.toLowerCase() ? name.toLowerCase() : name;
}

/** A value that is nothing but one part of the name, in any case ("last_name": "li"). */
function whole(parts: readonly string[], text: string): Finding[] {
  if (text.length > 200) return [];
  const trimmed = text.trim();
  const index = parts.findIndex((part) => part.toLowerCase() === trimmed.toLowerCase());
  if (index < 0) return [];
  const start = text.indexOf(trimmed);
  return [{ kind: 'name', start, end: start + trimmed.length, key: index === 0 ? 'given' : 'family' }];
}

function matches(pattern: RegExp | undefined, text: string, kind: string, key: (match: string) => string): Finding[] {
  if (pattern === undefined) return [];
  return Array.from(text.matchAll(pattern), (m) => ({
    kind,
    start: m.index,
    end: m.index + m[0].length,
    key: key(m[0]),
  }));
}

function bounded(source: string, flags: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])`, flags);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
