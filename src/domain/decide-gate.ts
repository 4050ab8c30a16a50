import type { Gate, GateLine, GateState, GateSummary } from './gate.ts';
import type { RunOutcome } from './scenario.ts';

/** One reported run, as the decision needs it. */
export type GateRun = {
  scenarioId: string;
  scenarioVersion: number;
  identityHash: string;
  title: string;
  outcome: RunOutcome;
  reason: string;
  turn?: number;
};

/**
 * Decides a gate from what was reported. Fails closed: a scenario that failed blocks; one that is missing, was run in
 * another version, diverged or could not be run leaves the gate undecided; only a pass of every scenario passes.
 */
export function decideGate(
  expected: Gate['expected'],
  runs: readonly GateRun[],
  titles: ReadonlyMap<string, string>,
): { state: Exclude<GateState, 'running'>; summary: GateSummary } {
  const lines: GateLine[] = [];
  const counts = { passed: 0, failed: 0, diverged: 0, errors: 0, missing: 0 };
  for (const want of expected) {
    const run = runs.find((r) => r.scenarioId === want.scenarioId);
    const title = titles.get(want.scenarioId) ?? want.scenarioId;
    if (!run) {
      counts.missing += 1;
      lines.push(line(want.scenarioId, title, 'missing', true, 'No result was reported for it.'));
      continue;
    }
    if (run.scenarioVersion !== want.version || run.identityHash !== want.identityHash) {
      counts.missing += 1;
      lines.push(
        line(want.scenarioId, title, 'outdated', true, 'It was changed while the gate ran: run the gate again.'),
      );
      continue;
    }
    if (run.outcome === 'pass') counts.passed += 1;
    else if (run.outcome === 'fail') counts.failed += 1;
    else if (run.outcome === 'diverged') counts.diverged += 1;
    else counts.errors += 1;
    if (run.outcome !== 'pass')
      lines.push({
        ...line(want.scenarioId, title, run.outcome, true, run.reason),
        ...(run.turn === undefined ? {} : { turn: run.turn }),
      });
  }
  const rank: Record<string, number> = { fail: 0, diverged: 1, error: 2, outdated: 3, missing: 4 };
  lines.sort(
    (a, b) =>
      (rank[a.outcome] ?? 9) - (rank[b.outcome] ?? 9) ||
      a.scenarioId.localeCompare(b.scenarioId, 'en', { numeric: true }),
  );
  const state = counts.failed > 0 ? 'failed' : counts.passed === expected.length ? 'passed' : 'undecided';
  const summary = { total: expected.length, ...counts, lines, headline: headline(state, expected.length, counts) };
  return { state, summary };
}

function line(scenarioId: string, title: string, outcome: string, blocks: boolean, reason: string): GateLine {
  return { scenarioId, title, outcome, blocks, reason };
}

function headline(state: string, total: number, counts: Omit<GateSummary, 'total' | 'lines' | 'headline'>): string {
  if (total === 0) return 'No scenarios in this tier yet: nothing to check, nothing blocked.';
  const of = `${total} scenario${total === 1 ? '' : 's'}`;
  if (state === 'passed') return `All ${of} passed.`;
  const open = [
    counts.diverged > 0 ? `${counts.diverged} diverged` : '',
    counts.errors > 0 ? `${counts.errors} could not be run` : '',
    counts.missing > 0 ? `${counts.missing} without a result` : '',
  ].filter(Boolean);
  if (state === 'failed')
    return `${counts.failed} of ${of} failed${open.length > 0 ? `; ${open.join(', ')}` : ''}: do not deploy.`;
  return `Undecided: of ${of}, ${open.join(', ')}; ${counts.passed} passed. Nobody knows whether the rest would fail, so do not deploy.`;
}
