import type { ArgMatcher, Check, Condition } from '#src/domain/check.ts';
import { patternWords } from '#src/domain/checks/condition.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';

const MAX_VALUE = 80;

/** One sentence for one check: "cancel_subscription is not called unless the customer said /yes/ before it." */
export function describeCheck(check: Check): string {
  switch (check.kind) {
    case 'tool_called':
      return sentence([
        `${check.tool} is called${timesWords(check.times)}`,
        argsWords(check.args),
        check.beforeTurn === undefined ? '' : `before the customer's turn ${check.beforeTurn}`,
        check.beforeTool === undefined ? '' : `before ${check.beforeTool}`,
        check.onlyAfter === undefined ? '' : `only after ${conditionWords(check.onlyAfter)}`,
      ]);
    case 'tool_not_called':
      return sentence([
        `${check.tool} is not called`,
        argsWords(check.args),
        check.beforeTurn === undefined ? '' : `before the customer's turn ${check.beforeTurn}`,
        check.unless === undefined ? '' : `unless ${conditionWords(check.unless)} before it`,
      ]);
    case 'writes_equal':
      if (check.writes.length === 0) return 'Nothing is changed: no write tool is called.';
      return `Exactly these changes are made: ${check.writes.map(({ tool, args }) => `${tool} ${valueWords(args)}`).join('; ')}.`;
    case 'says':
      return sentence([`The agent says ${patternWords(check.pattern, check.meaning)}`, withinWords(check.withinTurns)]);
    case 'never_says':
      return sentence([
        `The agent never says ${patternWords(check.pattern, check.meaning)}`,
        withinWords(check.withinTurns),
      ]);
    case 'transfers':
      return 'The customer is handed over to a person.';
    case 'does_not_transfer':
      return 'The customer is not handed over to a person.';
    case 'max_turn_latency_ms':
      return `Every answer comes within ${check.max / 1_000} s.`;
    case 'tool_sequence':
      return sentence([
        check.tools.map((step) => `${step.tool} ${argsWords(step.args)}`.trim()).join(', then '),
        check.strict ? 'are called in this order with no other tool between' : 'are called in this order',
      ]);
    case 'asks_before':
      return sentence([
        'The agent asks the customer',
        check.pattern === undefined ? '' : patternWords(check.pattern, undefined),
        `and waits for an answer before ${check.tool} is called`,
      ]);
    case 'judge':
      return `A judge finds that this holds: ${cut(cleanText(check.rubric), 300)}`;
    case 'ends_within_turns':
      return `The call is over within ${check.max === 1 ? 'one turn' : `${check.max} turns`} of the customer.`;
    case 'cost_below':
      return `The agent's answers cost at most ${check.max} ${check.currency ?? 'USD'} together.`;
  }
}

/** Any JSON value on one short line. */
export function valueWords(value: unknown): string {
  return cut(cleanText(JSON.stringify(value) ?? 'nothing'), MAX_VALUE);
}

function sentence(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join(' ')}.`;
}

function timesWords(times: { min?: number; max?: number } | undefined): string {
  const { min, max } = times ?? {};
  if (min === undefined && max === undefined) return '';
  if (min === max) return ` exactly ${often(min ?? 0)}`;
  if (max === undefined) return ` at least ${often(min ?? 0)}`;
  return min === undefined ? ` at most ${often(max)}` : ` ${min} to ${max} times`;
}

function often(n: number): string {
  return n === 1 ? 'once' : `${n} times`;
}

function argsWords(args: Readonly<Record<string, ArgMatcher>> | undefined): string {
  const all = Object.entries(args ?? {}).map(([name, matcher]) => `${name} ${matcherWords(matcher)}`);
  return all.length === 0 ? '' : `with ${all.join(', ')}`;
}

function matcherWords(matcher: ArgMatcher): string {
  if ('matches' in matcher) return `like ${patternWords(matcher.matches, undefined)}`;
  if ('oneOf' in matcher) return `one of ${matcher.oneOf.map(valueWords).join(', ')}`;
  if ('exists' in matcher) return matcher.exists ? 'present' : 'absent';
  if ('near' in matcher) return `within ${matcher.within} of ${matcher.near}`;
  if ('schema' in matcher) return `like the schema ${valueWords(matcher.schema)}`;
  return valueWords(matcher.equals);
}

function conditionWords(condition: Condition): string {
  if ('customerSaid' in condition)
    return `the customer said ${patternWords(condition.customerSaid, condition.meaning)}`;
  if ('agentSaid' in condition) return `the agent said ${patternWords(condition.agentSaid, condition.meaning)}`;
  return `${condition.toolRan} ran`;
}

function withinWords(turns: number | undefined): string {
  if (turns === undefined) return '';
  return turns === 1 ? "by the customer's first turn" : `within the customer's first ${turns} turns`;
}
