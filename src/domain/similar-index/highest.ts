export type ScoredRow = { row: number; score: number };

const STEPS = 4_096;
/** A bound and a score add the same numbers up in another order. */
const ROUNDING = 1e-9;

/**
 * The k rows with the highest score (above 0, from `least` on), best first, the earlier row first where they are alike. `most` holds by row what its
 * score cannot exceed: rows are scored from the highest bound down, until none that is left can come among the best.
 */
export function highest(most: Float64Array, k: number, least: number, scoreOf: (row: number) => number): ScoredRow[] {
  const best: ScoredRow[] = [];
  const line = () => (best.length < k ? least : Math.max(least, best.at(-1)?.score ?? 0)) - ROUNDING;
  for (const row of fallingBounds(most, least - ROUNDING)) {
    // Rows come step by step: within one the bounds may still rise by a step's width.
    if ((most[row] as number) + 1 / STEPS < line()) break;
    if ((most[row] as number) < line()) continue;
    const score = scoreOf(row);
    if (score > 0 && score >= least) insert(best, { row, score });
    if (best.length > k) best.pop();
  }
  return best;
}

function insert(best: ScoredRow[], one: ScoredRow): void {
  let low = 0;
  let high = best.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = best[middle] as ScoredRow;
    if (other.score > one.score || (other.score === one.score && other.row < one.row)) low = middle + 1;
    else high = middle;
  }
  best.splice(low, 0, one);
}

/** The rows whose bound is above 0 and from `least` on, from the highest down in steps: counted into place, since sorting them costs more than scoring. */
function fallingBounds(most: Float64Array, least: number): Uint32Array {
  const counts = new Uint32Array(STEPS + 1);
  const stepOf = (bound: number) => STEPS - 1 - Math.min(STEPS - 1, Math.floor(bound * STEPS));
  for (let row = 0; row < most.length; row += 1) {
    const bound = most[row] as number;
    if (bound > 0 && bound >= least) counts[stepOf(bound) + 1] = (counts[stepOf(bound) + 1] as number) + 1;
  }
  for (let step = 0; step < STEPS; step += 1)
    counts[step + 1] = (counts[step + 1] as number) + (counts[step] as number);
  const rows = new Uint32Array(counts[STEPS] as number);
  for (let row = 0; row < most.length; row += 1) {
    const bound = most[row] as number;
    if (!(bound > 0 && bound >= least)) continue;
    const step = stepOf(bound);
    rows[counts[step] as number] = row;
    counts[step] = (counts[step] as number) + 1;
  }
  return rows;
}
