import type { Redactor } from './create-redactor.ts';
import { mapJson } from './map-json.ts';

/** Where checks, guards and matchers hold RE2 patterns. */
const PATTERN_KEYS: ReadonlySet<string> = new Set(['pattern', 'customerSaid', 'agentSaid', 'matches', 'onlyIf']);
/** What stands for itself, escaped or not, with a space between words; else a class such as \d, which stays. */
const LITERALS = /((?:\\s\+|\\[^\p{L}\p{N}]|\.(?![*+?{])|[\p{L}\p{N}@_%'" ,:;/&#=~-])+)|\\[\p{L}\p{N}]/gu;

/** Redacts checks, guards and matchers, patterns too, in which personal data stands escaped ("maria\.keller@posteo\.de"). */
export function redactPatterns<T>(value: T, redact: Redactor['redact']): T {
  const inPattern = (pattern: string) =>
    pattern.replace(LITERALS, (whole: string, literal: string | undefined) => {
      const text = literal?.replaceAll('\\s+', ' ').replace(/\\(.)/gu, '$1') ?? '';
      const redacted = redact(text);
      return redacted === text ? whole : asPattern(redacted);
    });
  return redact(mapJson(value, (text, key) => (PATTERN_KEYS.has(key) ? inPattern(text) : text)) as T);
}

function asPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/\s+/g, '\\s+');
}
