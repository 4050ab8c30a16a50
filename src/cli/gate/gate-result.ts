import type { GateLine, GateState } from '#src/domain/gate.ts';
import type { RunReport } from '#src/domain/run.ts';
import type { RunOutcome, Scenario } from '#src/domain/scenario.ts';
import type { EvidenceLine } from '#src/views/card.ts';
import { evidenceLines } from '#src/views/evidence-lines.ts';

/** `wobbly`: it passed, but not every time. */
type Outcome = RunOutcome | 'wobbly';

/** One scenario as it is reported to people: the first run that did not pass stands for it, its transcript cut to the turns that show why. */
export type GateRunLine = {
  scenarioId: string;
  title: string;
  agent: string;
  outcome: Outcome;
  /** Of the runs that could be held. */
  passes: number;
  runs: number;
  /** Whether it blocks; else `note` says why not. */
  blocks: boolean;
  note?: string;
  /** It failed in the gate before, too: since when (ISO time). */
  since?: string;
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
  state: Exclude<GateState, 'running'>;
  /** How it came out in a sentence. */
  headline: string;
  total: number;
  /** In the order in which their first runs ended. */
  runs: readonly GateRunLine[];
  /** Failed in the gate before, pass now. */
  fixed: readonly { scenarioId: string; title: string }[];
  /** "pass^3 0.912 over 34 scenarios"; undefined where too little is known. */
  power: string | undefined;
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
    passes: report.outcome === 'pass' ? 1 : 0,
    runs: report.outcome === 'error' ? 0 : 1,
    blocks: report.outcome !== 'pass',
    reason: report.reason,
    durationMs: report.durationMs,
    ...(turn === undefined || report.outcome === 'pass' ? {} : { turn }),
    evidence: turn === undefined || report.outcome === 'pass' ? [] : evidenceLines(report.turns, { turns: [turn] }),
    notRestored: report.notRestored,
    ...(report.notes === undefined ? {} : { notes: report.notes }),
  };
}

/** Takes one more run of the same scenario: the first that failed or diverged stands for it, and time adds up. */
export function withRun(known: GateRunLine | undefined, next: GateRunLine): GateRunLine {
  if (known === undefined) return next;
  const shown = known.outcome === 'fail' || known.outcome === 'diverged' || next.outcome === 'error' ? known : next;
  const isFirst = known.outcome === 'pass' && next.outcome === 'pass';
  return {
    ...(isFirst ? known : shown),
    passes: known.passes + next.passes,
    runs: known.runs + next.runs,
    durationMs: known.durationMs + next.durationMs,
  };
}

/** The scenario as the server judged it. */
export function asJudged(line: GateRunLine, judged: GateLine | undefined): GateRunLine {
  if (judged === undefined) return { ...line, outcome: 'pass', blocks: false };
  const { outcome, blocks, note, since } = judged;
  const known = OUTCOMES.has(outcome) ? (outcome as Outcome) : 'error';
  const reason = OUTCOMES.has(outcome) ? {} : { reason: judged.reason };
  return { ...line, ...reason, outcome: known, blocks, ...(note && { note }), ...(since && { since }) };
}

const OUTCOMES: ReadonlySet<string> = new Set(['fail', 'diverged', 'error', 'wobbly']);

/** "3 of 5 runs passed", where there was more than one. */
export function tallyWords({ passes, runs }: Pick<GateRunLine, 'passes' | 'runs'>): string {
  return runs > 1 ? `${passes} of ${runs} runs passed` : '';
}

/** What else to know of one that did not pass every time: how often it did, since when it fails, why it only warns. */
export function moreWords(line: Pick<GateRunLine, 'passes' | 'runs' | 'since' | 'note'>): string {
  const since = line.since === undefined ? '' : `failing since ${line.since.slice(0, 10)}`;
  return [tallyWords(line), since, line.note ?? ''].filter(Boolean).join('; ');
}

/** The sentence why, with the turn that broke it unless the sentence names it. */
export function reasonWithTurn({ reason, turn }: Pick<GateRunLine, 'reason' | 'turn'>): string {
  const words = `turn ${(turn ?? 0) + 1}`;
  return turn === undefined || reason.includes(words) ? reason : `T${words.slice(1)}: ${reason}`;
}

const ORDER: Readonly<Record<Outcome, number>> = { fail: 0, diverged: 1, error: 2, wobbly: 3, pass: 4 };

/** The scenarios that did not pass every time, what blocks first. */
export function notPassed({ runs }: Pick<GateResult, 'runs'>): GateRunLine[] {
  return runs
    .filter((run) => run.outcome !== 'pass')
    .sort(
      (a, b) =>
        Number(b.blocks) - Number(a.blocks) ||
        ORDER[a.outcome] - ORDER[b.outcome] ||
        a.scenarioId.localeCompare(b.scenarioId, 'en', { numeric: true }),
    );
}

/** It did not pass, and does not block. */
export function warnsOnly({ outcome, blocks }: Pick<GateRunLine, 'outcome' | 'blocks'>): boolean {
  return outcome !== 'pass' && outcome !== 'wobbly' && !blocks;
}

/** "3 passed, 1 failed, 2 diverged". */
export function countWords({ runs, total }: Pick<GateResult, 'runs' | 'total'>): string {
  const of = (outcome: RunOutcome) => runs.filter((run) => run.outcome === outcome && run.blocks).length;
  const passed = runs.filter(({ outcome }) => outcome === 'pass' || outcome === 'wobbly').length;
  const parts: [number, string][] = [
    [passed, 'passed'],
    [of('fail'), 'failed'],
    [runs.filter(warnsOnly).length, 'only warned'],
    [of('diverged'), 'diverged'],
    [of('error'), 'could not be run'],
    [total - runs.length, 'not run'],
  ];
  return parts
    .filter(([n], i) => n > 0 || i < 2)
    .map(([n, words]) => `${n} ${words}`)
    .join(', ');
}

/** 0 passed (or let through by a person), 1 failed, 2 nobody knows; whoever interrupts a gate learns nothing from it. */
export function exitCode({ state, stopped }: Pick<GateResult, 'state' | 'stopped'>, interrupted: boolean): 0 | 1 | 2 {
  if (interrupted) return 2;
  if (state === 'failed') return 1;
  return (state === 'passed' || state === 'overridden') && stopped === undefined ? 0 : 2;
}
