import type { Check, Condition } from './check.ts';

/** What a check does, without the words that are there for people: equal for checks that judge alike. */
export function checkIdentity(check: Check): object {
  const { note: _note, ...bare } = check;
  const entries = Object.entries(bare).flatMap(([name, value]): [string, unknown][] => {
    if (name === 'meaning') return [];
    return [[name, name === 'unless' || name === 'onlyAfter' ? withoutMeaning(value as Condition | undefined) : value]];
  });
  return Object.fromEntries(entries);
}

function withoutMeaning(condition: Condition | undefined): object | undefined {
  if (condition === undefined || !('meaning' in condition)) return condition;
  const { meaning: _meaning, ...bare } = condition;
  return bare;
}
