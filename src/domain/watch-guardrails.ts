import { decideVerdict } from './decide-verdict.ts';
import { ANY_FAILURE } from './fix-days.ts';
import { type FixWorld, type JudgedFix, windowOfFix } from './fix-world.ts';
import { countOf, sidesOf } from './judge-fix.ts';
import type { Counted } from './rate-words.ts';
import type { Verdict } from './verdict.ts';

/** What else got worse since a fix: another failure mode, or `*` for failures of any kind. */
export type BrokenGuardrail = { failureMode: string; verdict: Verdict; before: Counted; after: Counted };

/**
 * Every other failure mode of a fix's agents, and all failures together, looked at for 'worse' only. Each must be so many times surer as
 * there are, so that all of them together raise a false alarm no more often than one. All failures together stand for themselves only
 * where no single one does.
 */
export function brokenGuardrails(fix: JudgedFix, world: FixWorld): BrokenGuardrail[] {
  const modes = new Set(world.data.flagged.flatMap(({ failureModes }) => [...failureModes]));
  const others = [...modes].filter((mode) => !fix.failureModes.includes(mode)).sort();
  const among = others.length + 1;
  const look = (failureMode: string): BrokenGuardrail | undefined => {
    const window = windowOfFix(fix, failureMode, world);
    const sides = sidesOf(fix, failureMode, world, window);
    const verdict = decideVerdict({ ...sides, window, among });
    if (verdict.outcome !== 'worse') return undefined;
    return { failureMode, verdict, before: countOf(sides.baseline.days), after: countOf(sides.after) };
  };
  const broken = others.map(look).filter((one) => one !== undefined);
  const any = broken.length > 0 ? undefined : look(ANY_FAILURE);
  return any ? [any] : broken;
}
