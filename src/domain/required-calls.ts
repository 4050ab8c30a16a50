import { parsedArgs } from './canonical-json.ts';
import type { ArgMatcher, Check } from './check.ts';
import { mismatchedArg } from './checks/arg-matcher.ts';
import type { Answer, Fixture, ScenarioContent } from './scenario.ts';
import { isTransferTool, matchesGlob } from './tool-effect.ts';

export type RequiredCall = { tool: string; args?: Record<string, ArgMatcher> };

const MAX_CALLS = 20;

/** The tool calls that checks require and nothing of the scenario answers: the failing call never made them, so a fixed agent would get nothing. */
export function unansweredCalls(
  content: Pick<ScenarioContent, 'checks' | 'fixtures' | 'answers' | 'toolEffects'>,
): RequiredCall[] {
  const handOvers = Object.keys(content.toolEffects).filter((name) => !name.includes('*') && isTransferTool(name));
  const required = content.checks.flatMap((check) => requiredBy(check, handOvers));
  return required
    .filter((call, i) => required.findIndex((other) => JSON.stringify(other) === JSON.stringify(call)) === i)
    .filter((call) => !isAnswered(call, content))
    .slice(0, MAX_CALLS);
}

function requiredBy(check: Check, handOvers: readonly string[]): RequiredCall[] {
  if (check.kind === 'transfers') return handOvers.map((tool) => ({ tool }));
  if (check.kind === 'tool_called')
    return check.times !== undefined && (check.times.min ?? 0) === 0 ? [] : [requiredCall(check.tool, check.args)];
  if (check.kind === 'tool_sequence') return check.tools.map(({ tool, args }) => requiredCall(tool, args));
  if (check.kind === 'writes_equal') return check.writes.map(({ tool, args }) => requiredCall(tool, exactArgs(args)));
  return [];
}

function requiredCall(tool: string, args: Record<string, ArgMatcher> | undefined): RequiredCall {
  // A summary for the person who takes over is worded anew each time: the check judges it, the result is the same.
  return args === undefined || isTransferTool(tool) ? { tool } : { tool, args };
}

/** A result for each hand-over that the call made, however it is worded in a replay: without it another summary would be a divergence. */
export function handOverAnswers(fixtures: readonly Fixture[]): Answer[] {
  const handed = fixtures.filter(({ tool, isError }) => isTransferTool(tool) && isError !== true);
  const byTool = new Map(handed.map(({ tool, result }) => [tool, result]));
  return [...byTool].map(([tool, result]) => ({ tool, result, from: 'matcher' }));
}

/** Each argument with its value. */
export function exactArgs(args: unknown): Record<string, ArgMatcher> {
  const value = parsedArgs(args);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const members = Object.entries(value).filter(([name, member]) => member !== undefined && name.length <= 200);
  return Object.fromEntries(members.map(([name, member]) => [name, { equals: member }]));
}

function isAnswered(
  { tool, args }: RequiredCall,
  { fixtures, answers = [] }: Pick<ScenarioContent, 'fixtures' | 'answers'>,
): boolean {
  return (
    fixtures.some((one) => matchesGlob(tool, one.tool) && mismatchedArg(one.args, args) === undefined) ||
    answers.some((one) => one.tool === tool && (one.args === undefined || isSame(one.args, args)))
  );
}

function isSame(a: Answer['args'], b: Answer['args']): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
