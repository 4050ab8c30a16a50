import type { Interval } from '#src/domain/stats.ts';

/** What would have been seen had nothing changed: a count, and the number of earlier events that stand behind it. */
export type Expectation = { expected: number; events: number };

/** Expectation and what was seen, all in effective counts (divided by the wobble factor). */
export type Evidence = Expectation & { observed: number };

/** Ratios from an eighth to eight times, lognormal(0, ln 2): [ln s, ln weight]. */
const RATIOS = ratios();

/** Beyond e^14 a range has no end worth printing. */
const FAR = 14;

/**
 * ln of the e-value for "the true ratio is `ratio`" (1 asks whether anything changed): negative-binomial likelihoods of the
 * count under other ratios, mixed, over that under this one. Valid however often one looks; 0 where nothing was expected.
 */
export function logEvidence({ observed, expected, events }: Evidence, ratio = 1): number {
  const mean = expected * ratio;
  if (!(mean > 0) || !(events > 0)) return 0;
  const terms = RATIOS.map(
    ([logS, logWeight]) =>
      logWeight + observed * logS - (events + observed) * Math.log((events + Math.exp(logS) * mean) / (events + mean)),
  );
  const largest = Math.max(...terms);
  return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
}

/** Whether the e-value refutes "nothing changed" at `alpha`. */
export function isChanged(evidence: Evidence, alpha: number): boolean {
  return logEvidence(evidence) >= Math.log(1 / alpha);
}

/** Every ratio that is not refuted at `alpha`: low may be 0, high Infinity. */
export function evidenceRange(evidence: Evidence, alpha: number): Interval {
  if (!(evidence.expected > 0) || !(evidence.events > 0)) return { low: 0, high: Number.POSITIVE_INFINITY };
  const centre = Math.log(Math.max(evidence.observed, 0.5) / evidence.expected);
  const isRefuted = (logRatio: number) => logEvidence(evidence, Math.exp(logRatio)) >= Math.log(1 / alpha);
  const low = edge(centre, -1, isRefuted);
  const high = edge(centre, 1, isRefuted);
  return {
    low: low === undefined ? 0 : Math.exp(low),
    high: high === undefined ? Number.POSITIVE_INFINITY : Math.exp(high),
  };
}

/** Where refutation begins, outward from the centre; undefined when it never does. */
function edge(centre: number, direction: 1 | -1, isRefuted: (logRatio: number) => boolean): number | undefined {
  let inside = centre;
  let outside = centre;
  do {
    inside = outside;
    outside += direction * 0.5;
    if (Math.abs(outside) > FAR) return undefined;
  } while (!isRefuted(outside));
  for (let i = 0; i < 60; i += 1) {
    const middle = (inside + outside) / 2;
    if (isRefuted(middle)) outside = middle;
    else inside = middle;
  }
  return (inside + outside) / 2;
}

function ratios(): readonly (readonly [number, number])[] {
  const steps = Array.from({ length: 41 }, (_, k) => -3 + (6 * k) / 40);
  const total = steps.reduce((sum, u) => sum + Math.exp((-u * u) / 2), 0);
  return steps.map((u) => [u * Math.LN2, (-u * u) / 2 - Math.log(total)] as const);
}
