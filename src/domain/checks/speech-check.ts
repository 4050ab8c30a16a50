import type { Check, CheckResult } from '#src/domain/check.ts';
import { compilePattern } from '#src/domain/pattern.ts';
import { isTransferTool } from '#src/domain/tool-effect.ts';
import { patternWords } from './condition.ts';
import { isAgentSpeech, isCustomerLine, isWindowOver, type Timeline, turnWords } from './timeline.ts';
import { failed, passed, undecided } from './verdict.ts';

type Of<K extends Check['kind']> = Extract<Check, { kind: K }>;

/** Required: the agent says it, by its answer to the customer's turn `withinTurns`. */
export function evaluateSays(check: Of<'says'>, timeline: Timeline): CheckResult {
  const at = firstSaid(check, timeline);
  if (at !== undefined && timeline.isFaithful(at)) return passed(check, `The agent said it at ${turnWords(at)}.`, at);
  if (!isWindowOver(timeline, after(check.withinTurns)))
    return undecided(check, timeline, `whether the agent says ${patternWords(check.pattern, check.meaning)}`);
  const until =
    check.withinTurns === undefined
      ? 'up to the end'
      : `in its answers to the customer's first ${check.withinTurns} turns`;
  return failed(
    check,
    `The agent never said ${patternWords(check.pattern, check.meaning)}, ${until}.`,
    timeline.turns.length - 1,
  );
}

/** Forbidden at any time inside its turns. */
export function evaluateNeverSays(check: Of<'never_says'>, timeline: Timeline): CheckResult {
  const at = firstSaid(check, timeline);
  if (at !== undefined) {
    const found = compilePattern(check.pattern).find(timeline.turns[at]?.text ?? '')?.text ?? '';
    return failed(check, `The agent said "${found.slice(0, 200)}" at ${turnWords(at)}.`, at);
  }
  if (!isWindowOver(timeline, after(check.withinTurns)))
    return undecided(check, timeline, `whether the agent says ${patternWords(check.pattern, check.meaning)}`);
  return passed(check, `The agent did not say ${patternWords(check.pattern, check.meaning)}.`);
}

export function evaluateTransfers(check: Of<'transfers'> | Of<'does_not_transfer'>, timeline: Timeline): CheckResult {
  const at = transferTurn(timeline);
  const words = at === undefined ? '' : `The call was handed over at ${turnWords(at)}.`;
  if (check.kind === 'does_not_transfer') {
    if (at !== undefined) return failed(check, words, at);
    return timeline.stop
      ? undecided(check, timeline, 'whether it is handed over')
      : passed(check, 'It was not handed over.');
  }
  if (at !== undefined && timeline.isFaithful(at)) return passed(check, words, at);
  if (timeline.stop) return undecided(check, timeline, 'whether it is handed over');
  return failed(
    check,
    `The call was not handed over, up to the end at ${turnWords(Math.max(0, timeline.turns.length - 1))}.`,
    timeline.turns.length - 1,
  );
}

/** Forbidden: an agent's answer that took longer. Measured by `latency.e2eMs`, else from the end of the customer's turn. */
export function evaluateLatency(check: Of<'max_turn_latency_ms'>, timeline: Timeline): CheckResult {
  let measured = 0;
  let slowest = 0;
  for (const [i, turn] of timeline.turns.entries()) {
    const ms = turn.role === 'agent' ? answerMs(timeline, i) : undefined;
    if (ms === undefined) continue;
    if (ms > check.max)
      return failed(check, `The answer at ${turnWords(i)} took ${Math.round(ms)} ms, over ${check.max} ms.`, i);
    measured += 1;
    slowest = Math.max(slowest, ms);
  }
  if (timeline.stop || (measured === 0 && timeline.turns.some(isAgentSpeech)))
    return undecided(check, timeline, 'how long answers take');
  return passed(check, `The slowest answer took ${Math.round(slowest)} ms.`);
}

function answerMs(timeline: Timeline, index: number): number | undefined {
  const turn = timeline.turns[index];
  if (turn?.latency?.e2eMs !== undefined) return turn.latency.e2eMs;
  const asked = timeline.turns[index - 1];
  if (!turn || !asked || !isAgentSpeech(turn) || !isCustomerLine(asked)) return undefined;
  return turn.startMs === undefined || asked.endMs === undefined ? undefined : Math.max(0, turn.startMs - asked.endMs);
}

/** The index of the turn that hands the customer to a person: a hand-over, or the call of a tool that does it. */
export function transferTurn(timeline: Pick<Timeline, 'turns' | 'uses'>): number | undefined {
  const handoff = timeline.turns.findIndex((turn) => turn.kind === 'handoff');
  const use = timeline.uses.find((one) => isTransferTool(one.name) && one.ok !== false);
  const at = [handoff, use?.callTurn ?? -1].filter((index) => index >= 0);
  return at.length === 0 ? undefined : Math.min(...at);
}

function firstSaid(
  check: { pattern: string; withinTurns?: number | undefined },
  timeline: Timeline,
): number | undefined {
  const pattern = compilePattern(check.pattern);
  const at = timeline.turns.findIndex(
    (turn, i) =>
      isAgentSpeech(turn) &&
      (check.withinTurns === undefined || timeline.customerTurnsBefore(i) <= check.withinTurns) &&
      pattern.test(turn.text ?? ''),
  );
  return at < 0 ? undefined : at;
}

/** "Within n turns" is over once the customer's turn n + 1 is said. */
function after(withinTurns: number | undefined): number | undefined {
  return withinTurns === undefined ? undefined : withinTurns + 1;
}
