import type { Check, CheckResult } from '#src/domain/check.ts';
import { compilePattern } from '#src/domain/pattern.ts';
import { cut } from '#src/domain/plain-text.ts';
import { matchesGlob } from '#src/domain/tool-effect.ts';
import type { UsedTool } from '#src/domain/tool-result.ts';
import { mismatchedArg } from './arg-matcher.ts';
import { asks, isOpenOffer } from './condition.ts';
import { isAgentSpeech, isCustomerLine, type Timeline, turnWords } from './timeline.ts';
import { failed, passed, undecided } from './verdict.ts';

type ToolSequence = Extract<Check, { kind: 'tool_sequence' }>;
type AsksBefore = Extract<Check, { kind: 'asks_before' }>;
type Step = ToolSequence['tools'][number];

/** Required: the tools are called in this order, others between them allowed unless `strict`. */
export function evaluateToolSequence(check: ToolSequence, timeline: Timeline): CheckResult {
  const seen = timeline.uses.filter((use) => timeline.isFaithful(use.callTurn));
  const found = check.strict ? longestRow(check.tools, seen) : inOrder(check.tools, seen);
  const last = found.at(-1);
  if (last && found.length === check.tools.length)
    return passed(
      check,
      `${sequenceWords(check.tools)} were called in this order, up to ${turnWords(last.callTurn)}.`,
      last.callTurn,
    );
  const missing = check.tools[found.length] as Step;
  if (timeline.stop) return undecided(check, timeline, `whether ${missing.tool} is called in its place`);
  return failed(check, brokenReason(check, timeline, missing, last), timeline.turns.length - 1);
}

function brokenReason(check: ToolSequence, timeline: Timeline, missing: Step, last: UsedTool | undefined): string {
  const end = turnWords(Math.max(0, timeline.turns.length - 1));
  const after = last === undefined ? '' : ` after ${last.name} at ${turnWords(last.callTurn)}`;
  const elsewhere = timeline.uses.find((use) => matchesGlob(missing.tool, use.name));
  if (!elsewhere) return `${missing.tool} was never called${after}, up to the end at ${end}.`;
  const wrong = mismatchedArg(elsewhere.args, missing.args);
  const why = wrong ?? (check.strict ? 'another tool stands between' : 'out of its order');
  return `${missing.tool} was due${after}, but was called at ${turnWords(elsewhere.callTurn)}: ${why}; the call ended at ${end}.`;
}

/** As many of the steps, from the first, as were called one after another with anything between. */
function inOrder(steps: readonly Step[], uses: readonly UsedTool[]): UsedTool[] {
  const found: UsedTool[] = [];
  for (const use of uses) {
    const step = steps[found.length];
    if (step && fits(step, use)) found.push(use);
  }
  return found;
}

/** The longest beginning of the steps that was called in one row. */
function longestRow(steps: readonly Step[], uses: readonly UsedTool[]): UsedTool[] {
  let longest: UsedTool[] = [];
  for (const start of uses.keys()) {
    const row: UsedTool[] = [];
    for (const [i, step] of steps.entries()) {
      const use = uses[start + i];
      if (!use || !fits(step, use)) break;
      row.push(use);
    }
    if (row.length > longest.length) longest = row;
  }
  return longest;
}

function fits(step: Step, use: UsedTool): boolean {
  return matchesGlob(step.tool, use.name) && mismatchedArg(use.args, step.args) === undefined;
}

function sequenceWords(steps: readonly Step[]): string {
  return cut(steps.map((step) => step.tool).join(', '), 200);
}

/**
 * Forbidden: a call of the tool without a question of the agent before it that the customer answered. What they answered does not
 * count here (that is `tool_not_called` with `unless`); each call needs a question of its own.
 */
export function evaluateAsksBefore(check: AsksBefore, timeline: Timeline): CheckResult {
  let from = 0;
  let askedAt: number | undefined;
  for (const use of timeline.uses.filter((one) => matchesGlob(check.tool, one.name))) {
    askedAt = questionAnswered(check, timeline, from, use.callTurn);
    if (askedAt === undefined) {
      const what = check.pattern === undefined ? 'a question' : `/${cut(check.pattern, 40)}/`;
      return failed(
        check,
        `${use.name} was called at ${turnWords(use.callTurn)} before the agent had asked the customer ${what} and had an answer.`,
        use.callTurn,
      );
    }
    from = use.callTurn;
  }
  if (timeline.stop) return undecided(check, timeline, `whether ${check.tool} is called unasked`);
  if (askedAt === undefined) return passed(check, `${check.tool} was not called.`);
  return passed(check, `The agent asked at ${turnWords(askedAt)}, before ${check.tool}.`, askedAt);
}

/** Where the latest such question was asked, if the customer spoke after it. */
function questionAnswered(check: AsksBefore, { turns }: Timeline, from: number, to: number): number | undefined {
  const pattern = check.pattern === undefined ? undefined : compilePattern(check.pattern);
  const asked = turns.findLastIndex((turn, i) => {
    if (i < from || i >= to || !isAgentSpeech(turn)) return false;
    const text = turn.text ?? '';
    return pattern ? pattern.test(text) : asks(text) && !isOpenOffer(text);
  });
  const isAnswered = turns.some((turn, i) => i > asked && i < to && isCustomerLine(turn));
  return asked >= 0 && isAnswered ? asked : undefined;
}
