import type { Expectation } from './evidence.ts';

/** Failures x among calls n. */
export type Count = { x: number; n: number };

/** Guards a baseline without a single failure; spread over the strata. */
const HALF = 0.5;

/**
 * One cell of a stratified expectation: failures and calls before, calls after, and how much more (or less) of the after
 * is reviewed than of the before (1 where everything is).
 */
export type Cell = { before: Count; callsAfter: number; coverage?: number };

/** Expected after-count over cells (weekdays, and strata of review inside them); cells without calls after it add nothing. */
export function expectedCount(cells: readonly Cell[]): Expectation {
  const guard = HALF / Math.max(1, cells.length);
  let expected = 0;
  let variance = 0;
  for (const { before, callsAfter, coverage = 1 } of cells) {
    if (!(callsAfter > 0 && before.n > 0 && coverage > 0)) continue;
    const events = before.x + guard;
    const mine = (callsAfter * events * coverage) / before.n;
    expected += mine;
    variance += (mine * mine) / events;
  }
  return { expected, events: variance > 0 ? (expected * expected) / variance : 0 };
}

/**
 * Expected from the untouched failures of the same calls: the mode's share of them before, times them after. Cancels traffic,
 * incidents and review coverage. undefined where the control is too thin to say anything.
 */
export function expectedByShare(before: number, controlBefore: number, controlAfter: number): Expectation | undefined {
  if (controlBefore < CONTROL_BEFORE || controlAfter < CONTROL_AFTER) return undefined;
  const events = before + HALF;
  return {
    expected: (controlAfter * events) / controlBefore,
    events: 1 / (1 / events + 1 / controlBefore + 1 / controlAfter),
  };
}
/** With fewer failures behind it a control says nothing. */
export const CONTROL_BEFORE = 30;
export const CONTROL_AFTER = 10;

/** Expected from a version that was not touched: the same mode's change there is what would have happened here (a ratio of ratios). */
export function expectedByControlVersion(
  before: Count,
  callsAfter: number,
  control: { before: Count; after: Count },
): Expectation {
  const { before: y0, after: y1 } = control;
  const events = before.x + HALF;
  if (!(before.n > 0 && y0.x > 0 && y0.n > 0 && y1.x > 0 && y1.n > 0)) return { expected: 0, events: 0 };
  return {
    expected: ((callsAfter * events) / before.n) * (y1.x / y1.n / (y0.x / y0.n)),
    events: 1 / (1 / events + 1 / y0.x + 1 / y1.x),
  };
}

/** Expected on a canary's calls from the control version over the same days; exact however often one looks. */
export function expectedBesides(control: Count, calls: number, coverage = 1): Expectation {
  return expectedCount([{ before: control, callsAfter: calls, coverage }]);
}
