import { canonicalJson, parsedArgs } from '#src/domain/canonical-json.ts';
import type { ArgMatcher } from '#src/domain/check.ts';
import { compilePattern } from '#src/domain/pattern.ts';
import { cut } from '#src/domain/plain-text.ts';
import { schemaMismatch } from './json-schema.ts';

/** The first argument that is not as asked, in words ("amount was 50, not 20"); undefined when all are. A dotted name reaches inside, $ is all of them. */
export function mismatchedArg(
  args: unknown,
  matchers: Readonly<Record<string, ArgMatcher>> | undefined,
): string | undefined {
  for (const [name, matcher] of Object.entries(matchers ?? {})) {
    const value = memberOf(parsedArgs(args), name);
    if (!isArgAsAsked(value, matcher)) return `${name} was ${shownValue(value)}, not ${askedWords(matcher, value)}`;
  }
  return undefined;
}

function isArgAsAsked(value: unknown, matcher: ArgMatcher): boolean {
  if ('exists' in matcher) return (value !== undefined) === matcher.exists;
  if (value === undefined) return false;
  if ('equals' in matcher) return canonicalJson(value) === canonicalJson(matcher.equals);
  if ('oneOf' in matcher) return matcher.oneOf.some((one) => canonicalJson(one) === canonicalJson(value));
  if ('near' in matcher) return isNear(value, matcher.near, matcher.within);
  if ('schema' in matcher) return schemaMismatch(value, matcher.schema) === undefined;
  return compilePattern(matcher.matches).test(typeof value === 'string' ? value : canonicalJson(value));
}

/** Amounts come as numbers or as text; 0.1 + 0.2 is as near to 0.3 as it should be. */
function isNear(value: unknown, near: number, within: number): boolean {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Math.abs(number - near) <= within + 1e-9 * Math.max(1, Math.abs(near));
}

function memberOf(args: unknown, name: string): unknown {
  if (typeof args !== 'object' || args === null) return undefined;
  if (Object.hasOwn(args, name)) return (args as Record<string, unknown>)[name];
  if (name === '$') return args;
  const dot = name.indexOf('.');
  if (dot < 0) return undefined;
  const first = name.slice(0, dot);
  return Object.hasOwn(args, first)
    ? memberOf((args as Record<string, unknown>)[first], name.slice(dot + 1))
    : undefined;
}

function askedWords(matcher: ArgMatcher, value: unknown): string {
  if ('exists' in matcher) return matcher.exists ? 'present' : 'absent';
  if ('equals' in matcher) return shownValue(matcher.equals);
  if ('oneOf' in matcher) return `one of ${shownValue(matcher.oneOf)}`;
  if ('near' in matcher) return `within ${matcher.within} of ${matcher.near}`;
  if ('schema' in matcher) return `as its schema says: ${schemaMismatch(value, matcher.schema)}`;
  return `like /${matcher.matches}/`;
}

/** A value for a sentence, cut short. */
export function shownValue(value: unknown): string {
  return value === undefined ? 'missing' : cut(canonicalJson(value), 160);
}
