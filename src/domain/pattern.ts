import { RE2JS } from 're2js';
import { z } from 'zod';
import { AppError, invalid } from '#src/errors.ts';

/** A user's compiled pattern. `find` gives the first match as [start, end) in UTF-16 units. */
export type Pattern = {
  source: string;
  test(text: string): boolean;
  find(text: string): { start: number; end: number; text: string } | undefined;
};

const MAX_LENGTH = 500;
const CACHE_SIZE = 500;
const cache = new Map<string, Pattern>();

/** Compiles a user's pattern in RE2 syntax, case-insensitive, linear in the text; throws `invalid` naming what is wrong with it. */
export function compilePattern(source: string): Pattern {
  const known = cache.get(source);
  if (known !== undefined) return known;
  const pattern = compile(source);
  // Policies hold a few hundred patterns; a stranger's endless new ones must not fill the memory.
  if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value ?? '');
  cache.set(source, pattern);
  return pattern;
}

function compile(source: string): Pattern {
  if (source === '') throw invalid('A pattern may not be empty.');
  if (source.length > MAX_LENGTH) {
    throw invalid(
      `A pattern may have at most ${MAX_LENGTH} characters; this one has ${source.length}. Split it in two.`,
    );
  }
  let re: RE2JS;
  try {
    re = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp:\s*/i, '') : String(error);
    throw invalid(
      `The pattern "${shorten(source)}" is not one RE2 takes: ${why}. Look-around and back-references are not in RE2.`,
    );
  }
  return {
    source,
    test: (text) => re.test(text),
    find: (text) => {
      const matcher = re.matcher(text);
      if (!matcher.find()) return undefined;
      return { start: matcher.start(), end: matcher.end(), text: matcher.group() ?? '' };
    },
  };
}

/** A pattern that is known to compile: of ratchet.yaml, where a broken one would keep every call from being scored. */
export const UsablePatternSchema = z
  .string()
  .min(1)
  .max(MAX_LENGTH)
  .superRefine((source, context) => {
    if (source === '' || source.length > MAX_LENGTH) return;
    try {
      compilePattern(source);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });

function shorten(source: string): string {
  return source.length <= 80 ? source : `${source.slice(0, 79)}…`;
}
