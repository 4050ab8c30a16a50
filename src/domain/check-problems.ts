import { AppError, type Problem } from '#src/errors.ts';
import type { Check } from './check.ts';
import { compilePattern } from './pattern.ts';

/** Patterns of checks that RE2 does not take, by path ("checks.0.unless.customerSaid"), so that a form shows them beside their field. */
export function checkProblems(checks: readonly Check[]): Problem[] {
  return checks.flatMap((check, i) =>
    patternsOf(check).flatMap(([path, source]) => {
      const message = whyNot(source);
      return message === undefined ? [] : [{ path: `checks.${i}.${path}`, message }];
    }),
  );
}

function patternsOf(check: Check): [path: string, source: string][] {
  const found: [string, string][] = [];
  if ('pattern' in check) found.push(['pattern', check.pattern]);
  if ('args' in check) {
    for (const [name, matcher] of Object.entries(check.args ?? {})) {
      if ('matches' in matcher) found.push([`args.${name}.matches`, matcher.matches]);
    }
  }
  const conditions = {
    onlyAfter: 'onlyAfter' in check ? check.onlyAfter : undefined,
    unless: 'unless' in check ? check.unless : undefined,
  };
  for (const [key, condition] of Object.entries(conditions)) {
    if (condition && 'customerSaid' in condition) found.push([`${key}.customerSaid`, condition.customerSaid]);
    if (condition && 'agentSaid' in condition) found.push([`${key}.agentSaid`, condition.agentSaid]);
  }
  return found;
}

function whyNot(source: string): string | undefined {
  try {
    compilePattern(source);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
