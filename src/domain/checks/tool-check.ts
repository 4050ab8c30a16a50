import type { Check, CheckResult } from '#src/domain/check.ts';
import { matchesGlob } from '#src/domain/tool-effect.ts';
import type { UsedTool } from '#src/domain/tool-result.ts';
import { mismatchedArg, shownValue } from './arg-matcher.ts';
import { conditionWords, isConditionMet } from './condition.ts';
import { isWindowOver, type Timeline, turnWords } from './timeline.ts';
import { failed, passed, undecided } from './verdict.ts';

type ToolCalled = Extract<Check, { kind: 'tool_called' }>;
type ToolNotCalled = Extract<Check, { kind: 'tool_not_called' }>;

/**
 * Required: at least `times.min` fitting calls (1; 0 when only `times` without min is given), in time. Forbidden beside it: more than
 * `times.max`, one before `onlyAfter` held, `beforeTool` running first.
 */
export function evaluateToolCalled(check: ToolCalled, timeline: Timeline): CheckResult {
  const fitting = fittingUses(check, timeline);
  const broken = brokenOrder(check, timeline, fitting);
  if (broken) return broken;
  const min = check.times === undefined ? 1 : (check.times.min ?? 0);
  const inTime = fitting.filter((use) => isInTime(use, check.beforeTurn, timeline));
  const seen = inTime.filter((use) => timeline.isFaithful(use.callTurn));
  if (seen.length < min) {
    if (!isWindowOver(timeline, check.beforeTurn)) return undecided(check, timeline, `whether ${check.tool} is called`);
    return failed(check, missingReason(check, timeline, fitting, min), timeline.turns.length - 1);
  }
  if (check.times?.max !== undefined && timeline.stop)
    return undecided(check, timeline, `how often ${check.tool} is called`);
  const last = seen[min - 1];
  if (last === undefined) return passed(check, `${check.tool} was called ${timesWords(fitting.length)}, as allowed.`);
  return passed(check, `${check.tool} was called at ${turnWords(last.callTurn)}.`, last.callTurn);
}

/** Forbidden at any time it is not allowed: a call after a divergence fails too. */
export function evaluateToolNotCalled(check: ToolNotCalled, timeline: Timeline): CheckResult {
  const use = fittingUses(check, timeline).find(
    (one) =>
      isInTime(one, check.beforeTurn, timeline) &&
      !(check.unless && isConditionMet(check.unless, timeline, one.callTurn)),
  );
  if (use) {
    const why = check.unless ? ` before ${conditionWords(check.unless)}` : '';
    const args = check.args ? ` with ${shownValue(use.args)}` : '';
    return failed(check, `${check.tool} was called at ${turnWords(use.callTurn)}${args}${why}.`, use.callTurn);
  }
  if (!isWindowOver(timeline, check.beforeTurn))
    return undecided(check, timeline, `whether ${check.tool} stays uncalled`);
  const allowed = check.unless && timeline.uses.some((one) => matchesGlob(check.tool, one.name));
  return passed(
    check,
    allowed ? `${check.tool} was called only when it was allowed.` : `${check.tool} was not called.`,
  );
}

function fittingUses(check: ToolCalled | ToolNotCalled, timeline: Timeline): UsedTool[] {
  return timeline.uses.filter(
    (use) => matchesGlob(check.tool, use.name) && mismatchedArg(use.args, check.args) === undefined,
  );
}

function isInTime(use: UsedTool, beforeTurn: number | undefined, timeline: Timeline): boolean {
  return beforeTurn === undefined || timeline.customerTurnsBefore(use.callTurn) < beforeTurn;
}

function brokenOrder(check: ToolCalled, timeline: Timeline, fitting: readonly UsedTool[]): CheckResult | undefined {
  const { onlyAfter, times, beforeTool, tool } = check;
  const early = onlyAfter && fitting.find((use) => !isConditionMet(onlyAfter, timeline, use.callTurn));
  if (early) {
    return failed(
      check,
      `${tool} was called at ${turnWords(early.callTurn)} before ${conditionWords(onlyAfter)}.`,
      early.callTurn,
    );
  }
  const tooMany = times?.max === undefined ? undefined : fitting[times.max];
  if (tooMany) {
    const most = times?.max === 0 ? 'never' : `at most ${timesWords(times?.max ?? 0)}`;
    return failed(
      check,
      `${tool} was called ${timesWords(fitting.length)}, allowed ${most}; the first too many at ${turnWords(tooMany.callTurn)}.`,
      tooMany.callTurn,
    );
  }
  const other = beforeTool === undefined ? undefined : timeline.uses.find((use) => matchesGlob(beforeTool, use.name));
  if (other && !fitting.some((use) => use.callTurn < other.callTurn)) {
    return failed(
      check,
      `${beforeTool} ran at ${turnWords(other.callTurn)} without ${tool} before it.`,
      other.callTurn,
    );
  }
  return undefined;
}

function missingReason(check: ToolCalled, timeline: Timeline, fitting: readonly UsedTool[], min: number): string {
  const late = fitting[0];
  if (late && check.beforeTurn !== undefined && !isInTime(late, check.beforeTurn, timeline)) {
    return `${check.tool} was called only at ${turnWords(late.callTurn)}, after the customer's turn ${check.beforeTurn}.`;
  }
  if (fitting.length > 0) return `${check.tool} was called ${timesWords(fitting.length)}, not ${timesWords(min)}.`;
  const near = timeline.uses.find((use) => matchesGlob(check.tool, use.name));
  const end = turnWords(Math.max(0, timeline.turns.length - 1));
  if (!near) return `${check.tool} was never called, up to the end at ${end}.`;
  return `${check.tool} was called at ${turnWords(near.callTurn)}, but ${mismatchedArg(near.args, check.args)}.`;
}

function timesWords(times: number): string {
  return times === 1 ? 'once' : times === 2 ? 'twice' : `${times} times`;
}
