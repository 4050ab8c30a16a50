import type { Check, CheckResult } from '#src/domain/check.ts';
import { isCustomerLine, type Timeline, turnWords } from './timeline.ts';
import { failed, passed, undecided } from './verdict.ts';

type Of<K extends Check['kind']> = Extract<Check, { kind: K }>;

/** Forbidden: the customer having to speak more than `max` times. */
export function evaluateEnd(check: Of<'ends_within_turns'>, timeline: Timeline): CheckResult {
  const spoken = timeline.turns.flatMap((turn, i) => (isCustomerLine(turn) ? [i] : []));
  const tooMany = spoken[check.max];
  if (tooMany !== undefined)
    return failed(
      check,
      `The call was not over after ${check.max} turns of the customer, who spoke again at ${turnWords(tooMany)}.`,
      tooMany,
    );
  if (timeline.stop) return undecided(check, timeline, 'after how many turns it is over');
  return passed(check, `The call was over after ${spoken.length} turns of the customer.`);
}

/** Forbidden: the costs that the agent's turns state adding up to more. */
export function evaluateCost(check: Of<'cost_below'>, timeline: Timeline): CheckResult {
  const currency = check.currency ?? 'USD';
  let sum = 0;
  let stated = 0;
  for (const [i, { cost }] of timeline.turns.entries()) {
    if (cost?.currency !== currency) continue;
    stated += 1;
    sum += cost.amount;
    // Cents add up with a rounding error of their own.
    if (sum > check.max + 1e-9)
      return failed(check, `The answers up to ${turnWords(i)} cost ${rounded(sum)} ${currency}, over ${check.max}.`, i);
  }
  if (timeline.stop || stated === 0) return undecided(check, timeline, `what its answers cost in ${currency}`);
  return passed(check, `The answers cost ${rounded(sum)} ${currency}.`);
}

function rounded(amount: number): number {
  return Number(amount.toPrecision(6));
}
