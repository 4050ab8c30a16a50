import type { Check, CheckResult } from '#src/domain/check.ts';
import { cut } from '#src/domain/plain-text.ts';
import type { Timeline } from './timeline.ts';

/** Reports cap a reason at 2,000 characters; one sentence for a card needs less. */
const MAX_REASON = 600;

export function passed(check: Check, reason: string, turn?: number): CheckResult {
  return result(check, 'pass', reason, turn);
}

export function failed(check: Check, reason: string, turn: number): CheckResult {
  return result(check, 'fail', reason, turn);
}

/** `what` completes "… cannot be told". */
export function undecided(check: Check, timeline: Timeline, what: string): CheckResult {
  return result(
    check,
    'undecided',
    `It cannot be told ${what}: ${timeline.stop?.words ?? 'nothing shows it'}.`,
    timeline.stop?.at,
  );
}

function result(check: Check, status: CheckResult['status'], reason: string, turn: number | undefined): CheckResult {
  const base = { check, status, reason: cut(reason, MAX_REASON) };
  return turn === undefined || turn < 0 ? base : { ...base, turn };
}
