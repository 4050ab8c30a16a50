import { canonicalJson, parsedArgs } from '#src/domain/canonical-json.ts';
import type { ArgMatcher } from '#src/domain/check.ts';
import { compilePattern } from '#src/domain/pattern.ts';
import { cut } from '#src/domain/plain-text.ts';

/** The first argument that is not as asked, in words ("amount was 50, not 20"); undefined when all are. A dotted name reaches inside. */
export function mismatchedArg(
  args: unknown,
  matchers: Readonly<Record<string, ArgMatcher>> | undefined,
): string | undefined {
  for (const [name, matcher] of Object.entries(matchers ?? {})) {
    const value = memberOf(parsedArgs(args), name);
    if (!isArgAsAsked(value, matcher)) return `${name} was ${shownValue(value)}, not ${askedWords(matcher)}`;
  }
  return undefined;
}

function isArgAsAsked(value: unknown, matcher: ArgMatcher): boolean {
  if ('exists' in matcher) return (value !== undefined) === matcher.exists;
  if (value === undefined) return false;
  if ('equals' in matcher) return canonicalJson(value) === canonicalJson(matcher.equals);
  if ('oneOf' in matcher) return matcher.oneOf.some((one) => canonicalJson(one) === canonicalJson(value));
  return compilePattern(matcher.matches).test(typeof value === 'string' ? value : canonicalJson(value));
}

function memberOf(args: unknown, name: string): unknown {
  if (typeof args !== 'object' || args === null) return undefined;
  if (Object.hasOwn(args, name)) return (args as Record<string, unknown>)[name];
  const dot = name.indexOf('.');
  if (dot < 0) return undefined;
  const first = name.slice(0, dot);
  return Object.hasOwn(args, first)
    ? memberOf((args as Record<string, unknown>)[first], name.slice(dot + 1))
    : undefined;
}

function askedWords(matcher: ArgMatcher): string {
  if ('exists' in matcher) return matcher.exists ? 'present' : 'absent';
  if ('equals' in matcher) return shownValue(matcher.equals);
  if ('oneOf' in matcher) return `one of ${shownValue(matcher.oneOf)}`;
  return `like /${matcher.matches}/`;
}

/** A value for a sentence, cut short. */
export function shownValue(value: unknown): string {
  return value === undefined ? 'missing' : cut(canonicalJson(value), 160);
}
