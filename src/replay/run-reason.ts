import { canonicalArgs } from '#src/domain/canonical-json.ts';
import type { CheckResult } from '#src/domain/check.ts';
import { cut } from '#src/domain/plain-text.ts';
import type { RunOutcome } from '#src/domain/scenario.ts';
import type { Turn } from '#src/domain/turn.ts';

export type Judged = {
  outcome: RunOutcome;
  checks: readonly CheckResult[];
  turns: readonly Turn[];
  divergedAt: number | undefined;
  error: string | undefined;
};

/** Why a run came out as it did, in one sentence. */
export function runReason({ outcome, checks, turns, divergedAt, error }: Judged): string {
  if (outcome === 'fail') return checks.find((check) => check.status === 'fail')?.reason ?? 'A check failed.';
  if (outcome === 'pass') return checks.length === 1 ? 'Its check passed.' : `All ${checks.length} checks passed.`;
  const undecided = checks.filter((check) => check.status === 'undecided');
  if (outcome === 'error') return cut(error ?? undecided[0]?.reason ?? 'Nothing could be decided.', 1_000);
  const tool = turns[divergedAt ?? -1]?.tool;
  const call = tool ? `${tool.name} with ${cut(canonicalArgs(tool.args), 200)}` : 'A tool';
  const left = undecided.length === 1 ? 'one check is' : `${undecided.length} checks are`;
  return `${call} at turn ${(divergedAt ?? 0) + 1} has no recorded result, so ${left} undecided; add a result for it to the scenario.`;
}
