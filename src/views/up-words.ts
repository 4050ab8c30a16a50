import type { Verdict } from '#src/domain/verdict.ts';

/** "up 60 % (likely 20 to 110 %)", "3.4 times as many (likely 2.1 to 5.6 times)": what grew, with its range. */
export function upWords({ ratio = 1, low = 1, high }: Pick<Verdict, 'ratio' | 'low' | 'high'>): string {
  if (ratio >= 2.5) {
    const range = high === undefined ? `${times(low)} times or more` : `${times(low)} to ${times(high)} times`;
    return `${times(ratio)} times as many (likely ${range})`;
  }
  const range = high === undefined ? `${percent(low)} % or more` : `${percent(low)} to ${percent(high)} %`;
  return `up ${percent(ratio)} % (likely ${range})`;
}

function percent(ratio: number): string {
  return String(Math.round((ratio - 1) * 100));
}

function times(ratio: number): string {
  return ratio >= 10 ? String(Math.round(ratio)) : ratio.toFixed(1);
}
