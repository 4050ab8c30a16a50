import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient } from '#src/cli/api-client.ts';
import { counted } from '#src/cli/terminal-text.ts';
import { GRADER_VERSION, type RunReport } from '#src/domain/run.ts';
import type { Scenario } from '#src/domain/scenario.ts';
import { AppError } from '#src/errors.ts';
import type { AgentTarget, ToolServer } from '#src/ports/agent.ts';
import type { Judge } from '#src/ports/judge.ts';
import { runMany } from '#src/replay/run-many.ts';
import { runScenario } from '#src/replay/run-scenario.ts';
import type { GateProgress, WantedRuns } from '#src/verbs/report-gate-runs.ts';
import { asJudged, type GateResult, type GateRunLine, runLine, withRun } from './gate-result.ts';
import { type OpenGate, openGate } from './gate-scenarios.ts';
import { reportRuns } from './report-runs.ts';
import { resultLibrary } from './result-library.ts';

export type GateRequest = {
  client: ApiClient;
  target: AgentTarget;
  tools: ToolServer;
  judge: Judge | undefined;
  tier: string;
  agent: string | undefined;
  candidate: string | undefined;
  concurrency: number;
  turnTimeoutMs: number;
  runTimeoutMs: number;
  signal: AbortSignal;
  onOpen(total: number): Promise<void>;
  onRun(line: GateRunLine): void;
};

/** Enough to keep the number of requests small, few enough that the last one is quick. */
const BATCH = 100;
/** So many runs in a row that could not be held, and the target is taken for dead. */
const DEAD_AFTER = 10;
/** No server may ask for more of one scenario at a time. */
const MOST_AGAIN = 20;
const PAUSE_MS = 500;

/** Fetches a tier, runs it here against the target, reports every run to the server, and gives what the server decided. */
export async function runGate(request: GateRequest): Promise<GateResult> {
  const startedAt = performance.now();
  const { tier, target, candidate, agent, client, signal } = request;
  const of = { tier, target: target.name, agent, candidateVersion: candidate, judgeVersion: request.judge?.version };
  const open = await openGate(client, of, signal);
  const { gateId, ids } = open;
  await request.onOpen(ids.length);
  const lines = new Map<string, GateRunLine>();
  const { progress, stopped } = await runAll(request, open, (line) => {
    const known = lines.get(line.scenarioId);
    lines.set(line.scenarioId, withRun(known, line));
    if (known === undefined) request.onRun(line);
  });
  const summary = progress?.summary;
  const judged = new Map(summary?.lines.map((line) => [line.scenarioId, line]));
  const state = progress?.state ?? 'undecided';
  return {
    gateId,
    tier,
    target: target.name,
    candidate,
    state: state === 'running' ? 'undecided' : state,
    headline: summary?.headline ?? 'Undecided: the results did not reach the server.',
    total: ids.length,
    runs: [...lines.values()].map((line) => (summary ? asJudged(line, judged.get(line.scenarioId)) : line)),
    fixed: summary?.fixed ?? [],
    power: summary?.passPower && powerWords(summary.passPower),
    stopped,
    durationMs: performance.now() - startedAt,
  };
}

async function runAll(
  request: GateRequest,
  { gateId, ids, scenarios }: OpenGate,
  onLine: (line: GateRunLine) => void,
): Promise<{ progress: GateProgress | undefined; stopped: string | undefined }> {
  const { client, signal } = request;
  const rounds = createRounds(request, gateId, onLine);
  const { seen } = rounds;
  let stopped: string | undefined;
  try {
    let more = await rounds.run(ids.length, scenarios(ids));
    while (more.length > 0 && seen.progress?.state === 'running') {
      // A target that said no, or nothing, gets a moment before it is asked again.
      if (seen.errors > 0) await wait(PAUSE_MS, undefined, { signal: rounds.signal });
      const wanted = again(ids, more, seen.told);
      more = await rounds.run(wanted.length, scenarios(wanted));
    }
  } catch (error) {
    stopped = signal.aborted && !seen.isServerLost ? 'Interrupted.' : reasonOf(error);
  }
  if (!seen.isServerLost && (seen.progress === undefined || seen.progress.state === 'running')) {
    try {
      seen.progress = await reportRuns(client, gateId, [], true);
    } catch (error) {
      stopped = reasonOf(error);
    }
  }
  await rounds.close();
  return { progress: seen.isServerLost ? undefined : seen.progress, stopped };
}

/** What is known while a gate runs. */
type Seen = {
  progress: GateProgress | undefined;
  isServerLost: boolean;
  /** Runs of the last round that could not be held. */
  errors: number;
  /** Reports sent, by scenario. */
  told: Map<string, number>;
};

/** Runs scenarios and reports them, round after round; each answers with what the server wants to be run again. */
function createRounds(request: GateRequest, gateId: string, onLine: (line: GateRunLine) => void) {
  const dead = watchForDeath();
  const closings = new Set<Promise<void>>();
  const signal = AbortSignal.any([request.signal, dead.signal]);
  const seen: Seen = { progress: undefined, isServerLost: false, errors: 0, told: new Map() };

  async function run(scenario: Scenario, runSignal: AbortSignal): Promise<RunReport> {
    const report = { ...(await runOne(request, scenario, runSignal, closings)), grader: GRADER_VERSION };
    if (!runSignal.aborted) onLine(runLine(scenario, report));
    dead.see(report);
    if (report.outcome === 'error') seen.errors += 1;
    return report;
  }

  return {
    seen,
    signal,
    async run(runs: number, scenarios: AsyncIterable<Scenario>): Promise<WantedRuns[]> {
      const more = new Map<string, WantedRuns>();
      const concurrency = Math.min(request.concurrency, Math.max(1, runs));
      seen.errors = 0;
      const onBatch = async (reports: RunReport[]) => {
        try {
          seen.progress = await reportRuns(request.client, gateId, reports, false);
        } catch (error) {
          seen.isServerLost = true;
          throw error;
        }
        for (const { scenarioId } of reports) seen.told.set(scenarioId, (seen.told.get(scenarioId) ?? 0) + 1);
        for (const one of seen.progress.more ?? []) more.set(one.scenarioId, one);
      };
      await runMany<Scenario, RunReport>({ scenarios, concurrency, batchSize: BATCH, signal, run, onBatch });
      return [...more.values()];
    },
    async close(): Promise<void> {
      await Promise.all(closings);
    },
  };
}

/** Each scenario as often as runs of it are still wanted; none is left when the server wants what it has. */
function again(ids: readonly string[], more: readonly WantedRuns[], told: ReadonlyMap<string, number>): string[] {
  const wanted = new Map(more.map((one) => [one.scenarioId, one.runs]));
  return ids.flatMap((id) => {
    const missing = (wanted.get(id) ?? 0) - (told.get(id) ?? 0);
    return Array.from({ length: Math.max(0, Math.min(missing, MOST_AGAIN)) }, () => id);
  });
}

function powerWords({ k, value, scenarios }: { k: number; value: number; scenarios: number }): string {
  return `pass^${k} ${value.toFixed(3)} over ${counted(scenarios, 'scenario')}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  throw error;
}

function runOne(
  { client, target, tools, judge, turnTimeoutMs, runTimeoutMs, signal: gateSignal }: GateRequest,
  scenario: Scenario,
  signal: AbortSignal,
  closings: Set<Promise<void>>,
): Promise<RunReport> {
  return runScenario({
    scenario,
    target,
    tools,
    signal,
    limits: { turnTimeoutMs, runTimeoutMs },
    library: resultLibrary(client, gateSignal),
    judge,
    now: () => new Date(),
    id: randomUUID,
    // The next run need not wait until the target has forgotten this one.
    closing(closed) {
      closings.add(closed);
      void closed.finally(() => closings.delete(closed));
    },
  });
}

/** A target that died would be waited for in every scenario that is left: its signal says when to stop. */
function watchForDeath(): { signal: AbortSignal; see(report: RunReport): void } {
  const controller = new AbortController();
  let errors = 0;
  return {
    signal: controller.signal,
    see({ outcome, reason }) {
      errors = outcome === 'error' ? errors + 1 : 0;
      if (errors !== DEAD_AFTER) return;
      controller.abort(
        new AppError(
          'unavailable',
          `Stopped, since ${counted(errors, 'run')} in a row could not be held. The last one: ${reason}`,
        ),
      );
    },
  };
}
