/** One scenario as the fast tier sees it: what it costs, and the chance that it catches a return of each failure mode. */
export type TierCandidate = {
  id: string;
  seconds: number;
  detects: Readonly<Record<string, number>>;
  /** 0 stands in it whatever it costs, 1 is asked before all others, 2 is one of the others. */
  rank: 0 | 1 | 2;
};

/** Seconds of runs one after another, and how many scenarios. */
export type TierLimits = { seconds: number; max: number };
export type Weights = Readonly<Record<string, number>>;

/** f(S) = sum over modes of weight x (1 - the chance that none of S catches it): statistics.md section 7. */
export function coveredWeight(weights: Weights, chosen: readonly Pick<TierCandidate, 'detects'>[]): number {
  return Object.entries(weights).reduce((sum, [mode, weight]) => {
    const missed = chosen.reduce((product, { detects }) => product * (1 - (detects[mode] ?? 0)), 1);
    return sum + weight * (1 - missed);
  }, 0);
}

/**
 * The fast tier by greedy marginal coverage: a second and alone, the better of the two (at worst 92 % of the optimum); ids in the order
 * in which they were taken, ties by id.
 */
export function chooseFastTier(
  weights: Weights,
  candidates: readonly TierCandidate[],
  limits: TierLimits,
): { ids: string[]; covered: number } {
  const tries = [takeGreedily(weights, candidates, limits, true), takeGreedily(weights, candidates, limits, false)];
  const [first, second] = tries.map((taken) => ({
    ids: taken.map(({ id }) => id),
    covered: coveredWeight(weights, taken),
  })) as [{ ids: string[]; covered: number }, { ids: string[]; covered: number }];
  return second.covered > first.covered ? second : first;
}

function takeGreedily(
  weights: Weights,
  candidates: readonly TierCandidate[],
  limits: TierLimits,
  bySecond: boolean,
): TierCandidate[] {
  const missed = new Map(Object.keys(weights).map((mode) => [mode, 1]));
  const taken: TierCandidate[] = [];
  let seconds = 0;
  const gain = ({ detects, seconds: cost }: TierCandidate) => {
    const sum = Object.entries(detects).reduce(
      (total, [mode, chance]) => total + (weights[mode] ?? 0) * (missed.get(mode) ?? 0) * chance,
      0,
    );
    return bySecond ? sum / Math.max(cost, 0.001) : sum;
  };
  const take = (candidate: TierCandidate) => {
    taken.push(candidate);
    seconds += candidate.seconds;
    for (const [mode, chance] of Object.entries(candidate.detects))
      missed.set(mode, (missed.get(mode) ?? 1) * (1 - chance));
  };
  for (const candidate of candidates) if (candidate.rank === 0) take(candidate);
  for (const rank of [1, 2] as const) {
    const waiting = lazily(
      candidates.filter((one) => one.rank === rank),
      gain,
    );
    for (let next = waiting.best(); next && taken.length < limits.max; next = waiting.best())
      if (seconds + next.seconds <= limits.seconds) take(next);
  }
  return taken;
}

type Waiting = { candidate: TierCandidate; gain: number };

/** What is taken only lowers the others' gains, so a stale gain is an upper bound: only the first is looked at again (CELF). */
function lazily(candidates: readonly TierCandidate[], gain: (candidate: TierCandidate) => number) {
  const waiting: Waiting[] = candidates.map((candidate) => ({ candidate, gain: gain(candidate) })).sort(worstFirst);
  return {
    best(): TierCandidate | undefined {
      for (let first = waiting.pop(); first; first = waiting.pop()) {
        const now = { candidate: first.candidate, gain: gain(first.candidate) };
        if (now.gain <= 0) continue;
        const next = waiting.at(-1);
        if (next === undefined || worstFirst(next, now) < 0) return now.candidate;
        waiting.splice(placeOf(waiting, now), 0, now);
      }
      return undefined;
    },
  };
}

function placeOf(waiting: readonly Waiting[], one: Waiting): number {
  let low = 0;
  let high = waiting.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (worstFirst(waiting[middle] as Waiting, one) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function worstFirst(a: Waiting, b: Waiting): number {
  return a.gain - b.gain || byNumber(b.candidate.id, a.candidate.id);
}

/** SC-2 stands before SC-10. */
export function byNumber(a: string, b: string): number {
  if (a === b) return 0;
  return a.length - b.length || (a < b ? -1 : 1);
}
