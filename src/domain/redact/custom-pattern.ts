import { compilePattern } from '#src/domain/pattern.ts';
import type { Finding } from './finding.ts';

/** Before a custom pattern's name, so that one called "phone" is not taken for ours. */
const CUSTOM = 'custom:';

/** The team's own patterns of ratchet.yaml: values in a text, and pseudonyms ("[member-id 1]") already there. */
export type CustomFinder = { values(text: string): Finding[]; pseudonyms(text: string): Finding[] };

/** Throws `invalid` for a pattern that RE2 does not take. */
export function createCustomFinder(patterns: readonly { name: string; pattern: string }[]): CustomFinder {
  const compiled = patterns.map(({ name, pattern }) => ({ kind: CUSTOM + name, pattern: compilePattern(pattern) }));
  const kinds = new Set(compiled.map((custom) => custom.kind));
  return {
    values: (text) => {
      const found: Finding[] = [];
      for (const { kind, pattern } of compiled) {
        let from = 0;
        for (let match = pattern.find(text); match !== undefined; match = pattern.find(text.slice(from))) {
          const start = from + match.start;
          const end = from + match.end;
          if (end > start) found.push({ kind, start, end, key: text.slice(start, end).toLowerCase() });
          from = Math.max(end, start + 1);
          if (from >= text.length) break;
        }
      }
      return found;
    },
    pseudonyms: (text) => {
      if (kinds.size === 0 || !text.includes('[')) return [];
      return Array.from(text.matchAll(/\[([a-z0-9-]{1,80}) \d{1,6}\]/g))
        .filter((match) => kinds.has(CUSTOM + match[1]))
        .map((match) => ({
          kind: CUSTOM + match[1],
          start: match.index,
          end: match.index + match[0].length,
          key: match[0],
        }));
    },
  };
}

export function customPseudonym(n: number, kind: string): string {
  return `[${kindName(kind)} ${n}]`;
}

/** The kind as people read it. */
export function kindName(kind: string): string {
  return kind.startsWith(CUSTOM) ? kind.slice(CUSTOM.length) : kind;
}
