import { canonicalArgs } from '#src/domain/canonical-json.ts';
import type { Check, CheckResult } from '#src/domain/check.ts';
import { isTransferTool, toolEffect } from '#src/domain/tool-effect.ts';
import type { UsedTool } from '#src/domain/tool-result.ts';
import type { Turn } from '#src/domain/turn.ts';
import { shownValue } from './arg-matcher.ts';
import { readTimeline, type Timeline, turnWords } from './timeline.ts';
import { failed, passed, undecided } from './verdict.ts';

type WritesEqual = Extract<Check, { kind: 'writes_equal' }>;
export type ToolEffects = Readonly<Record<string, 'read' | 'write'>>;

/**
 * The set of (write tool, arguments) must be the given one: order and repetition do not count, hand-overs are no writes, a write that
 * was answered with an error changed nothing. An extra write fails at any time; after a divergence it passes only when all that are
 * due (at least one) had been attempted by then.
 */
export function evaluateWritesEqual(check: WritesEqual, timeline: Timeline, effects: ToolEffects): CheckResult {
  const due = new Map(check.writes.map((write) => [keyOf(write.tool, write.args), write]));
  const writes = writesOf(timeline.uses, effects);
  const extra = writes.find((use) => !due.has(keyOf(use.name, use.args)));
  if (extra) return failed(check, extraReason(check, extra), extra.callTurn);
  const seen = new Set(
    writes.filter((use) => timeline.isFaithful(use.callTurn)).map((use) => keyOf(use.name, use.args)),
  );
  const missing = [...due].find(([key]) => !seen.has(key))?.[1];
  if (timeline.stop && (missing || due.size === 0)) return undecided(check, timeline, 'which writes are made');
  if (missing) {
    const reason = `${missing.tool} with ${shownValue(missing.args)} was not made, up to the end at ${turnWords(Math.max(0, timeline.turns.length - 1))}.`;
    return failed(check, reason, timeline.turns.length - 1);
  }
  return passed(
    check,
    due.size === 0 ? 'Nothing was written, as it should be.' : `Exactly the ${due.size} due writes were made.`,
  );
}

/** A `writes_equal` check of what a passing call wrote. */
export function writesEqualFrom(call: { turns: readonly Turn[] }, effects: ToolEffects): WritesEqual {
  const writes = new Map<string, { tool: string; args: unknown }>();
  for (const use of writesOf(readTimeline(call.turns, undefined).uses, effects)) {
    writes.set(keyOf(use.name, use.args), { tool: use.name, args: use.args ?? {} });
  }
  return { kind: 'writes_equal', writes: [...writes.values()].slice(0, 100) };
}

/** Exact names and globs of the scenario (the longest wins); a tool it does not know is judged by its verb, and unknown verbs write. */
function isWrite(tool: string, effects: ToolEffects): boolean {
  const exact = Object.hasOwn(effects, tool) ? effects[tool] : undefined;
  if (exact !== undefined) return exact === 'write';
  const names = (effect: 'read' | 'write') => Object.keys(effects).filter((name) => effects[name] === effect);
  return toolEffect(tool, { read: names('read'), write: names('write') }).effect === 'write';
}

function writesOf(uses: readonly UsedTool[], effects: ToolEffects): UsedTool[] {
  return uses.filter((use) => use.ok !== false && isWrite(use.name, effects) && !isTransferTool(use.name));
}

function extraReason(check: WritesEqual, extra: UsedTool): string {
  const at = `${extra.name} at ${turnWords(extra.callTurn)} wrote ${shownValue(extra.args)}`;
  const sameTool = check.writes.find((write) => write.tool === extra.name);
  return sameTool ? `${at}, but ${shownValue(sameTool.args)} was due.` : `${at}, but no such write was due.`;
}

function keyOf(tool: string, args: unknown): string {
  return `${tool}\n${canonicalArgs(args)}`;
}
