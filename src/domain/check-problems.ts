import { AppError, type Problem } from '#src/errors.ts';
import type { ArgMatcher, Check } from './check.ts';
import { schemaProblem } from './checks/json-schema.ts';
import { compilePattern } from './pattern.ts';
import type { ScenarioContent } from './scenario.ts';

/** Patterns and schemas of checks that cannot be used, by path ("checks.0.unless.customerSaid"), so that a form shows them beside their field. */
export function checkProblems(checks: readonly Check[]): Problem[] {
  return checks.flatMap((check, i) =>
    [...patternsOf(check).map(patternProblem), ...matchersOf(check).map(matcherProblem)].flatMap((problem) =>
      problem === undefined ? [] : [{ ...problem, path: `checks.${i}.${problem.path}` }],
    ),
  );
}

/** Guards and matchers of a scenario that cannot be used, by path ("script.2.onlyIf", "answers.0.args.id.matches"). */
export function contentProblems({ script, answers = [] }: Pick<ScenarioContent, 'script' | 'answers'>): Problem[] {
  const guards = script.flatMap(({ onlyIf }, i) => {
    const problem = onlyIf === undefined ? undefined : patternProblem([`script.${i}.onlyIf`, onlyIf]);
    return problem === undefined ? [] : [problem];
  });
  const matchers = answers.flatMap(({ args = {} }, i) =>
    Object.entries(args).flatMap(([name, matcher]) => matcherProblem([`answers.${i}.args.${name}`, matcher]) ?? []),
  );
  return [...guards, ...matchers];
}

function patternsOf(check: Check): [path: string, source: string][] {
  const found: [string, string][] = [];
  if ('pattern' in check && check.pattern !== undefined) found.push(['pattern', check.pattern]);
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

function matchersOf(check: Check): [path: string, matcher: ArgMatcher][] {
  const all: [string, Readonly<Record<string, ArgMatcher>> | undefined][] = [];
  if ('args' in check) all.push(['args', check.args]);
  if ('tools' in check) for (const [i, step] of check.tools.entries()) all.push([`tools.${i}.args`, step.args]);
  return all.flatMap(([path, args]) =>
    Object.entries(args ?? {}).map(([name, matcher]): [string, ArgMatcher] => [`${path}.${name}`, matcher]),
  );
}

function matcherProblem([path, matcher]: [string, ArgMatcher]): Problem | undefined {
  if ('matches' in matcher) return patternProblem([`${path}.matches`, matcher.matches]);
  if (!('schema' in matcher)) return undefined;
  const message = schemaProblem(matcher.schema);
  return message === undefined ? undefined : { path: `${path}.schema`, message };
}

function patternProblem([path, source]: [string, string]): Problem | undefined {
  const message = whyNot(source);
  return message === undefined ? undefined : { path, message };
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
