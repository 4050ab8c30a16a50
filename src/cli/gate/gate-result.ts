import type { RunReport } from '#src/domain/run.ts';
import type { RunOutcome, Scenario } from '#src/domain/scenario.ts';
import type { EvidenceLine } from '#src/views/card.ts';
import { evidenceLines } from '#src/views/evidence-lines.ts';

/** One run as it is reported to people: a transcript of what failed is cut to the turns that show it. */
export type GateRunLine = {
  scenarioId: string;
  title: string;
  agent: string;
  outcome: RunOutcome;
  reason: string;
  durationMs: number;
  /** Index into the run's turns of the one that broke it. */
  turn?: number;
  evidence: readonly EvidenceLine[];
  notRestored: readonly string[];
  notes?: readonly string[];
};

export type GateResult = {
  /** Undefined when the server could not open one. */
  gateId: string | undefined;
  tier: string;
  target: string;
  candidate: string | undefined;
  state: 'passed' | 'failed' | 'undecided';
  /** How it came out in a sentence. */
  headline: string;
  total: number;
  /** In the order in which they ended. */
  runs: readonly GateRunLine[];
  /** Why it ended early: interrupted, the target is dead, the server is away. */
  stopped: string | undefined;
  durationMs: number;
};

/** What is kept of one run. */
export function runLine(
  { id, title, content }: Pick<Scenario, 'id' | 'title' | 'content'>,
  report: RunReport,
): GateRunLine {
  const failed = report.checks.find((check) => check.status === 'fail');
  const turn = report.outcome === 'fail' ? failed?.turn : report.divergedAtTurn;
  return {
    scenarioId: id,
    title,
    agent: content.agent,
    outcome: report.outcome,
    reason: report.reason,
    durationMs: report.durationMs,
    ...(turn === undefined || report.outcome === 'pass' ? {} : { turn }),
    evidence: turn === undefined || report.outcome === 'pass' ? [] : evidenceLines(report.turns, { turns: [turn] }),
    notRestored: report.notRestored,
    ...(report.notes === undefined ? {} : { notes: report.notes }),
  };
}

/** The sentence why, with the turn that broke it unless the sentence names it. */
export function reasonWithTurn({ reason, turn }: Pick<GateRunLine, 'reason' | 'turn'>): string {
  const words = `turn ${(turn ?? 0) + 1}`;
  return turn === undefined || reason.includes(words) ? reason : `T${words.slice(1)}: ${reason}`;
}

const ORDER: Readonly<Record<RunOutcome, number>> = { fail: 0, diverged: 1, error: 2, pass: 3 };

/** The runs that did not pass, worst first. */
export function notPassed({ runs }: Pick<GateResult, 'runs'>): GateRunLine[] {
  return runs
    .filter((run) => run.outcome !== 'pass')
    .sort(
      (a, b) =>
        ORDER[a.outcome] - ORDER[b.outcome] || a.scenarioId.localeCompare(b.scenarioId, 'en', { numeric: true }),
    );
}

/** "3 passed, 1 failed, 2 diverged". */
export function countWords({ runs, total }: Pick<GateResult, 'runs' | 'total'>): string {
  const of = (outcome: RunOutcome) => runs.filter((run) => run.outcome === outcome).length;
  const parts: [number, string][] = [
    [of('pass'), 'passed'],
    [of('fail'), 'failed'],
    [of('diverged'), 'diverged'],
    [of('error'), 'could not be run'],
    [total - runs.length, 'not run'],
  ];
  return parts
    .filter(([n], i) => n > 0 || i < 2)
    .map(([n, words]) => `${n} ${words}`)
    .join(', ');
}

/** 0 passed, 1 failed, 2 nobody knows; whoever interrupts a gate learns nothing from it. */
export function exitCode({ state, stopped }: Pick<GateResult, 'state' | 'stopped'>, interrupted: boolean): 0 | 1 | 2 {
  if (interrupted) return 2;
  if (state === 'failed') return 1;
  return state === 'passed' && stopped === undefined ? 0 : 2;
}
