/**
 * e-BH: which of several e-values may be believed together, so that at most the share `alpha` of what is believed is luck, however they
 * hang together. Sorted from the largest, the first k count for the greatest k with e_k >= n / (k alpha). In the order given.
 */
export function believedTogether(evidence: readonly number[], alpha: number): boolean[] {
  const n = evidence.length;
  const sorted = [...evidence].sort((a, b) => b - a);
  let k = n;
  while (k > 0 && (sorted[k - 1] as number) < n / (k * alpha)) k -= 1;
  const least = sorted[k - 1] ?? Number.POSITIVE_INFINITY;
  return evidence.map((e) => k > 0 && e >= least);
}
