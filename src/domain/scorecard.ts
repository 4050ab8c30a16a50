import type { CriterionId, Severity } from './signal.ts';

/**
 * The rules scorecard: constants set on recorded calls with a known outcome (docs/detection.md). Raise `revision` whenever
 * a detector or a constant changes what a call scores, so that old and new scores are never compared unawares.
 */
export const SCORECARD = {
  revision: 1,
  /** How much each criterion counts; ratchet.yaml may weigh otherwise. Empathy counts only when somebody judged it. */
  weights: { resolution: 4, accuracy: 3, procedure: 2, efficiency: 2, empathy: 0 } satisfies Record<
    CriterionId,
    number
  >,
  /** Share of its criterion that a signal takes away. A low one is a note: on recorded calls such signs say nothing of the outcome. */
  penalty: { critical: 0.9, high: 0.6, medium: 0.3, low: 0 } satisfies Record<Severity, number>,
  /** The best value that a call with such a signal can reach: the card's number must not contradict its heading. */
  ceiling: { critical: 35, high: 58, medium: 90, low: 100 } satisfies Record<Severity, number>,
  /** Efficiency falls evenly from 100 at the first number of times that the customer had to speak to its floor at the second. */
  effort: { from: 3, to: 15, floor: 30 },
};

/**
 * How the judge's criteria count. Raise `revision` with a change. Empathy counts only where it was judged; a criterion below `alarm`
 * holds the value down as a signal of high severity does, so that one entire failure is not averaged away.
 */
export const JUDGED_SCORE = { revision: 1, empathyWeight: 1, alarm: 30, ceiling: 58 };
