import { betaBinomialTail, standingOf } from './flaky.ts';
import type { Baseline, Expected } from './gate.ts';
import { GRADER_VERSION } from './run.ts';
import type { RunOutcome } from './scenario.ts';

/** One reported run, as the decision needs it. */
export type GateRun = {
  scenarioId: string;
  scenarioVersion: number;
  identityHash: string;
  grader?: number;
  title: string;
  outcome: RunOutcome;
  reason: string;
  turn?: number;
};

/** What a scenario's runs in one gate come to. `wanted` is how many reports it takes in all, those that could not be held included. */
export type Judged = {
  outcome: 'pass' | 'wobbly' | 'fail' | 'diverged' | 'error' | 'outdated' | 'doubled' | 'missing';
  passes: number;
  runs: number;
  wanted: number;
  reason: string;
  turn?: number;
};

/** A run that could not be held says nothing of the agent: it is held again, so many times. */
const RETRIES = 2;
/** A scenario without an approved pass is run so many times more by the first candidate that passes it. */
const PROVING_RUNS = 5;
const MAY_FAIL_PROVING = 1;
/** From so many accepted passes on, its own history decides. */
const ENOUGH_PASSES = 8;
const REGRESSED = 0.002;
const DOUBTFUL = 0.05;
const NOTHING_KNOWN: Baseline = { passes: 0, fails: 0, lastPassed: false, seen: 0 };

/** Judges one scenario by the runs told of it so far, in the order in which they were held. Whatever is doubtful never passes. */
export function judgeScenario(want: Expected, told: readonly GateRun[]): Judged {
  const base = { passes: 0, runs: 0, wanted: 1, reason: 'No result was reported for it.' };
  if (told.length === 0) return { ...base, outcome: 'missing' };
  const outdated = outdatedReason(want, told);
  if (outdated !== undefined) return { ...base, outcome: 'outdated', reason: outdated, wanted: told.length };
  const errors = told.filter((run) => run.outcome === 'error');
  const held = told.filter((run) => run.outcome !== 'error');
  const verdict = judgeHeld(want.baseline ?? NOTHING_KNOWN, held);
  const counted = held.slice(0, verdict.wanted);
  const passes = counted.filter((run) => run.outcome === 'pass').length;
  const first = counted.find((run) => run.outcome !== 'pass');
  const tally = {
    passes,
    runs: counted.length,
    reason: first?.reason ?? '',
    ...(first?.turn === undefined ? {} : { turn: first.turn }),
  };
  if (verdict.outcome === 'more') {
    const isOver = errors.length > RETRIES;
    const wanted = isOver ? told.length : verdict.wanted + errors.length;
    if (errors.length > 0) return { ...tally, outcome: 'error', wanted, reason: errors[0]?.reason ?? '' };
    const reason = `Only ${counted.length} of ${verdict.wanted} runs were reported.`;
    return { ...tally, outcome: 'missing', wanted, reason };
  }
  const surplus = held.length - verdict.wanted;
  if (surplus > 0 && verdict.outcome !== 'fail')
    return {
      ...tally,
      outcome: 'doubled',
      wanted: told.length,
      reason: `${held.length} results were reported where ${verdict.wanted} were asked for: nobody knows which count.`,
    };
  return { ...tally, outcome: verdict.outcome, wanted: told.length };
}

type Verdict = { outcome: 'pass' | 'wobbly' | 'fail' | 'diverged' | 'more'; wanted: number };

/** 1 → 3 → 5 against its own history; without an approved pass any failure counts, and a first pass is proved by five more runs. */
function judgeHeld(baseline: Baseline, held: readonly GateRun[]): Verdict {
  const at = (wanted: number): { passes: number; stop?: Verdict } => {
    const runs = held.slice(0, wanted);
    if (runs.some((run) => run.outcome === 'diverged')) return { passes: 0, stop: { outcome: 'diverged', wanted } };
    const passes = runs.filter((run) => run.outcome === 'pass').length;
    return runs.length < wanted ? { passes, stop: { outcome: 'more', wanted } } : { passes };
  };
  const once = at(1);
  if (once.stop) return once.stop;
  if (baseline.passes === 0) return judgeNewcomer(baseline, once.passes === 1, at);
  if (once.passes === 1) return { outcome: 'pass', wanted: 1 };
  const thrice = at(3);
  if (thrice.stop) return thrice.stop;
  // A long history with few passes is no gate: the tail says so, too.
  if (baseline.passes < ENOUGH_PASSES && standingOf(baseline) === 'new')
    return { outcome: thrice.passes === 0 && baseline.lastPassed ? 'fail' : 'wobbly', wanted: 3 };
  const tail = betaBinomialTail(baseline, 3, thrice.passes);
  if (tail < REGRESSED) return { outcome: 'fail', wanted: 3 };
  if (tail > DOUBTFUL) return { outcome: 'wobbly', wanted: 3 };
  const five = at(5);
  if (five.stop) return five.stop;
  return { outcome: betaBinomialTail(baseline, 5, five.passes) < REGRESSED ? 'fail' : 'wobbly', wanted: 5 };
}

function judgeNewcomer(
  { seen }: Baseline,
  passed: boolean,
  at: (wanted: number) => { passes: number; stop?: Verdict },
): Verdict {
  if (!passed) return { outcome: 'fail', wanted: 1 };
  if (seen >= PROVING_RUNS) return { outcome: 'pass', wanted: 1 };
  const wanted = 1 + PROVING_RUNS;
  const { passes, stop } = at(wanted);
  if (stop) return stop;
  if (passes === wanted) return { outcome: 'pass', wanted };
  return { outcome: wanted - passes > MAY_FAIL_PROVING ? 'fail' : 'wobbly', wanted };
}

function outdatedReason(want: Expected, told: readonly GateRun[]): string | undefined {
  if (told.some((run) => run.scenarioVersion !== want.version || run.identityHash !== want.identityHash))
    return 'It was changed while the gate ran: run the gate again.';
  if (told.some((run) => (run.grader ?? 1) !== GRADER_VERSION))
    return 'Its checks were evaluated by another version of Ratchet than the server: use the same on both sides.';
  return undefined;
}
