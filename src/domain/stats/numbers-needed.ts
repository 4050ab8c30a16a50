import { logEvidence } from './evidence.ts';

/** The normal quantile of .8: four fixes in five that do what they should are seen. */
const Z80 = 0.8416;
const MOST = 1e5;

/** A verdict to be possible: which true ratio should be seen, at which alpha, on how many earlier failures. */
export type Aim = {
  ratio: number;
  alpha: number;
  /** Earlier failures, divided by the wobble factor; side by side they grow with what is expected: so many for each. */
  events: number | { perExpected: number };
  /** Two keys: other failures before the fix, and how many there are for each failure of the mode. */
  control?: { before: number; perFailure: number };
};

/**
 * How many failures must have been expected after the fix for `ratio` to be seen four times in five; undefined when no
 * number is enough, because too few came before.
 */
export function neededExpected(aim: Aim): number | undefined {
  let high = 0.5;
  while (!isSeen(high, aim)) {
    high *= 1.05;
    if (high > MOST) return undefined;
  }
  let low = high / 1.05;
  for (let i = 0; i < 50; i += 1) {
    const middle = (low + high) / 2;
    if (isSeen(middle, aim)) high = middle;
    else low = middle;
  }
  return high;
}

function isSeen(expected: number, { ratio, alpha, events: first, control }: Aim): boolean {
  const known = typeof first === 'number' ? first : first.perExpected * expected;
  const events = control ? 1 / (1 / known + 1 / control.before + 1 / (control.perFailure * expected)) : known;
  const mean = ratio * expected;
  const spread = Z80 * Math.sqrt(mean + (mean * mean) / events);
  const observed = Math.max(0, ratio < 1 ? mean + spread : mean - spread);
  if (ratio < 1 ? observed >= expected : observed <= expected) return false;
  return logEvidence({ observed, expected, events }) >= Math.log(1 / alpha);
}
