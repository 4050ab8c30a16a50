import { isSuiteAlarm, passPower, standingOf, suiteZ } from './flaky.ts';
import type {
  Baseline,
  ExemptionKind,
  Expected,
  Gate,
  GateLine,
  GateOverride,
  GateState,
  GateSummary,
} from './gate.ts';
import { gateHeadline } from './gate-headline.ts';
import { type GateRun, type Judged, judgeScenario } from './judge-scenario.ts';

export type GateDecision = {
  state: Exclude<GateState, 'running'>;
  summary: GateSummary;
  /** Ids: of those that fail now, of those that pass now, and of those that their history calls flaky. */
  failing: readonly string[];
  passing: readonly string[];
  flaky: readonly string[];
};

/** The baselines that can say whether the suite got worse. */
const KNOWN_RUNS = 5;
/** pass^k is shown for this k. */
const K = 3;

/**
 * Decides a gate from what was reported. Fails closed: a scenario that fails blocks unless it is exempt; one that is missing, doubled,
 * was run in another version, diverged or could not be run leaves the gate undecided.
 */
export function decideGate(input: {
  expected: Gate['expected'];
  /** In the order in which they were held. */
  runs: readonly GateRun[];
  titles: ReadonlyMap<string, string>;
  now: Date;
  /** A person's override of this candidate that still holds. */
  override?: GateOverride;
}): GateDecision {
  const judged = judgeAll(input.expected, input.runs);
  const counts = { passed: 0, failed: 0, diverged: 0, errors: 0, missing: 0, warned: 0 };
  const lines: GateLine[] = [];
  for (const [want, result] of judged) {
    const line = lineOf(want, result, input.titles.get(want.scenarioId) ?? want.scenarioId, input);
    counts[countOf(line)] += 1;
    if (line.outcome !== 'pass') lines.push(line);
  }
  const alarm = alarmOf(input.expected, input.runs, input.now);
  const isAlarmed = alarm !== undefined && !input.override?.alarm;
  const isBlocked = counts.failed > 0 || isAlarmed;
  const isOpen = lines.some((line) => line.blocks);
  const isOverridden = lines.some((line) => line.overridden) || (alarm !== undefined && !isAlarmed);
  const state = isBlocked ? 'failed' : isOpen ? 'undecided' : isOverridden ? 'overridden' : 'passed';
  const fixed = fixedOf(judged, input.titles);
  const power = powerOf(judged);
  const summary = {
    total: input.expected.length,
    ...counts,
    lines: lines.sort(worstFirst),
    ...(fixed.length > 0 ? { fixed } : {}),
    ...(alarm === undefined ? {} : { alarm }),
    ...(power === undefined ? {} : { passPower: power }),
  };
  const of = (isOne: (result: Judged) => boolean) =>
    judged.filter(([, result]) => isOne(result)).map(([{ scenarioId }]) => scenarioId);
  return {
    state,
    summary: { ...summary, headline: gateHeadline(state, summary) },
    failing: of((result) => result.outcome === 'fail' || isNoWorse(result)),
    passing: of(isPassing),
    flaky: input.expected.filter(isFlaky).map(({ scenarioId }) => scenarioId),
  };
}

function judgeAll(expected: Gate['expected'], runs: readonly GateRun[]): [Expected, Judged][] {
  const told = Map.groupBy(runs, (run) => run.scenarioId);
  return expected.map((want) => [want, judgeScenario(want, told.get(want.scenarioId) ?? [])]);
}

type Input = { now: Date; override?: GateOverride };

function lineOf(want: Expected, judged: Judged, title: string, { now, override }: Input): GateLine {
  const { reason, passes, runs, turn } = judged;
  const outcome = isNoWorse(judged) ? 'fail' : judged.outcome;
  const isOverridden = MAY_BE_EXCUSED.has(outcome) && (override?.scenarioIds.includes(want.scenarioId) ?? false);
  const excuse = excuseOf(want, outcome, judged, now);
  const note = excuse ?? (isOverridden ? `Overridden by ${override?.byName}: ${override?.reason}` : undefined);
  const since = want.baseline?.failingSince;
  return {
    scenarioId: want.scenarioId,
    title,
    outcome,
    blocks: outcome !== 'pass' && outcome !== 'wobbly' && note === undefined,
    reason,
    ...(turn === undefined ? {} : { turn }),
    ...(runs === 0 ? {} : { passes, runs }),
    ...(outcome !== 'fail' ? {} : since === undefined ? { standing: 'newly' } : { standing: 'still', since }),
    ...(note === undefined ? {} : { note }),
    ...(isOverridden && excuse === undefined ? { overridden: true } : {}),
  };
}

/** None of its runs passed, and its accepted runs were no better: it fails, and nothing got worse. */
function isNoWorse({ outcome, passes }: Judged): boolean {
  return outcome === 'wobbly' && passes === 0;
}

function isPassing(result: Judged): boolean {
  return result.outcome === 'pass' || (result.outcome === 'wobbly' && !isNoWorse(result));
}

/** Why it only warns; undefined when it blocks. Nothing excuses a result that is not there. */
function excuseOf(want: Expected, outcome: string, judged: Judged, now: Date): string | undefined {
  if (!MAY_BE_EXCUSED.has(outcome)) return undefined;
  const known = exemptionOf(want.baseline, 'known_failing', now);
  if (known) return `Known failing until ${known.until.slice(0, 10)} (${known.owner}).`;
  if (outcome !== 'fail') return undefined;
  const { passes = 0, fails = 0 } = want.baseline ?? {};
  const history = `${passes} of its last ${passes + fails} accepted runs passed`;
  if (isNoWorse(judged)) return `No worse than before: ${history}.`;
  if (!isFlaky(want)) return undefined;
  const flaky = exemptionOf(want.baseline, 'flaky', now);
  if (flaky) return `Flaky (${history}); only warns until ${flaky.until.slice(0, 10)} (${flaky.owner}).`;
  const was = want.baseline?.exemptions?.some(({ kind }) => kind === 'flaky') ?? false;
  return was ? undefined : `Flaky (${history}); only warns for now.`;
}

function exemptionOf(baseline: Baseline | undefined, kind: ExemptionKind, now: Date) {
  return baseline?.exemptions?.find((one) => one.kind === kind && Date.parse(one.until) > now.getTime());
}

/** Not one that could not be run: it says nothing of the candidate, so nobody can answer for it. */
const MAY_BE_EXCUSED: ReadonlySet<string> = new Set(['fail', 'diverged']);

/** Once flaky, it is so until nineteen of twenty pass. */
function isFlaky({ baseline }: Expected): boolean {
  if (baseline === undefined) return false;
  const was = baseline.exemptions?.some(({ kind }) => kind === 'flaky') ?? false;
  return standingOf(baseline) === 'flaky' || (was && baseline.passes < RETURNS * (baseline.passes + baseline.fails));
}

const RETURNS = 0.95;

type Count = 'passed' | 'failed' | 'diverged' | 'errors' | 'missing' | 'warned';
const COUNTS: Readonly<Record<string, Count>> = {
  pass: 'passed',
  wobbly: 'passed',
  fail: 'failed',
  diverged: 'diverged',
  error: 'errors',
};

function countOf({ outcome, blocks }: GateLine): Count {
  const count = COUNTS[outcome] ?? 'missing';
  return count === 'passed' || blocks ? count : 'warned';
}

const RANK: Readonly<Record<string, number>> = { fail: 0, diverged: 1, error: 2, doubled: 3, outdated: 3, missing: 4 };

function worstFirst(a: GateLine, b: GateLine): number {
  return (
    Number(b.blocks) - Number(a.blocks) ||
    (RANK[a.outcome] ?? 9) - (RANK[b.outcome] ?? 9) ||
    a.scenarioId.localeCompare(b.scenarioId, 'en', { numeric: true })
  );
}

/** First results against their histories; those that are known failing today are left out. */
function alarmOf(expected: Gate['expected'], runs: readonly GateRun[], now: Date): GateSummary['alarm'] {
  const first = new Map<string, GateRun>();
  for (const run of runs) {
    if ((run.outcome === 'pass' || run.outcome === 'fail') && !first.has(run.scenarioId))
      first.set(run.scenarioId, run);
  }
  const results = expected.flatMap(({ scenarioId, baseline }) => {
    const run = first.get(scenarioId);
    if (!run || baseline === undefined || baseline.passes + baseline.fails < KNOWN_RUNS) return [];
    if (exemptionOf(baseline, 'known_failing', now)) return [];
    return [{ passes: baseline.passes, fails: baseline.fails, passed: run.outcome === 'pass' }];
  });
  if (!isSuiteAlarm(results)) return undefined;
  const failed = results.filter(({ passed }) => !passed).length;
  return { z: Math.round(suiteZ(results) * 100) / 100, failed, of: results.length };
}

function fixedOf(judged: readonly [Expected, Judged][], titles: ReadonlyMap<string, string>) {
  return judged.flatMap(([{ scenarioId, baseline }, result]) =>
    baseline?.failingSince !== undefined && isPassing(result)
      ? [{ scenarioId, title: titles.get(scenarioId) ?? scenarioId, since: baseline.failingSince }]
      : [],
  );
}

/** Over the accepted history and this gate's runs together. */
function powerOf(judged: readonly [Expected, Judged][]): GateSummary['passPower'] {
  const values = judged.flatMap(([{ baseline }, { passes, runs }]) => {
    const value = passPower(
      (baseline?.passes ?? 0) + passes,
      (baseline?.passes ?? 0) + (baseline?.fails ?? 0) + runs,
      K,
    );
    return Number.isNaN(value) ? [] : [value];
  });
  if (values.length === 0) return undefined;
  return { k: K, value: values.reduce((sum, value) => sum + value, 0) / values.length, scenarios: values.length };
}
