import type { Check, CheckResult } from './check.ts';
import { evaluateCost, evaluateEnd } from './checks/budget-check.ts';
import { evaluateUnjudged } from './checks/judge-check.ts';
import { evaluateAsksBefore, evaluateToolSequence } from './checks/order-check.ts';
import { evaluateLatency, evaluateNeverSays, evaluateSays, evaluateTransfers } from './checks/speech-check.ts';
import { readTimeline, type Stop, type Timeline, turnWords } from './checks/timeline.ts';
import { evaluateToolCalled, evaluateToolNotCalled } from './checks/tool-check.ts';
import { evaluateWritesEqual, type ToolEffects } from './checks/writes-check.ts';
import type { RunOutcome } from './scenario.ts';
import type { Turn } from './turn.ts';

export type EvaluateInput = {
  turns: readonly Turn[];
  checks: readonly Check[];
  toolEffects: ToolEffects;
  /** Index of the tool call that nothing answered. */
  divergedAt?: number | undefined;
  /** The run broke off after its last turn (the target died, timed out …). */
  brokeOff?: boolean | undefined;
};

/**
 * Judges turns by checks, a result each in their order. Something forbidden fails whenever it is seen, even after a divergence;
 * something required passes when it was seen by then; else what comes after a divergence is undecided, never a silent pass or fail.
 * Throws `invalid` for a pattern RE2 does not take.
 */
export function evaluateChecks(input: EvaluateInput): CheckResult[] {
  const timeline = readTimeline(input.turns, stopOf(input));
  return input.checks.map((check) => evaluateCheck(check, timeline, input.toolEffects));
}

function stopOf({ divergedAt, brokeOff, turns }: EvaluateInput): Stop | undefined {
  if (divergedAt !== undefined) return { at: divergedAt, words: `the run diverged at ${turnWords(divergedAt)}` };
  return brokeOff ? { at: turns.length - 1, words: 'the run broke off' } : undefined;
}

function evaluateCheck(check: Check, timeline: Timeline, effects: ToolEffects): CheckResult {
  switch (check.kind) {
    case 'tool_called':
      return evaluateToolCalled(check, timeline);
    case 'tool_not_called':
      return evaluateToolNotCalled(check, timeline);
    case 'writes_equal':
      return evaluateWritesEqual(check, timeline, effects);
    case 'says':
      return evaluateSays(check, timeline);
    case 'never_says':
      return evaluateNeverSays(check, timeline);
    case 'transfers':
    case 'does_not_transfer':
      return evaluateTransfers(check, timeline);
    case 'max_turn_latency_ms':
      return evaluateLatency(check, timeline);
    case 'tool_sequence':
      return evaluateToolSequence(check, timeline);
    case 'asks_before':
      return evaluateAsksBefore(check, timeline);
    case 'judge':
      return evaluateUnjudged(check, timeline);
    case 'ends_within_turns':
      return evaluateEnd(check, timeline);
    case 'cost_below':
      return evaluateCost(check, timeline);
  }
}

/** One failed check fails the run; an undecided one leaves it diverged, or an error where nothing diverged: never a pass. */
export function decideOutcome(
  results: readonly Pick<CheckResult, 'status'>[],
  divergedAt: number | undefined,
): RunOutcome {
  if (results.some((result) => result.status === 'fail')) return 'fail';
  if (results.every((result) => result.status === 'pass')) return 'pass';
  return divergedAt === undefined ? 'error' : 'diverged';
}
