import { randomUUID } from 'node:crypto';
import type { ApiClient } from '#src/cli/api-client.ts';
import { counted } from '#src/cli/terminal-text.ts';
import type { Gate } from '#src/domain/gate.ts';
import type { RunReport } from '#src/domain/run.ts';
import { type Scenario, ScenarioSchema } from '#src/domain/scenario.ts';
import { AppError } from '#src/errors.ts';
import type { AgentTarget, ToolServer } from '#src/ports/agent.ts';
import { runMany } from '#src/replay/run-many.ts';
import { runScenario } from '#src/replay/run-scenario.ts';
import type { GateProgress } from '#src/verbs/report-gate-runs.ts';
import { type GateResult, type GateRunLine, runLine } from './gate-result.ts';
import { reportRuns } from './report-runs.ts';
import { resultLibrary } from './result-library.ts';

export type GateRequest = {
  client: ApiClient;
  target: AgentTarget;
  tools: ToolServer;
  tier: string;
  agent: string | undefined;
  candidate: string | undefined;
  concurrency: number;
  turnTimeoutMs: number;
  signal: AbortSignal;
  onOpen(total: number): Promise<void>;
  onRun(line: GateRunLine): void;
};

/** Enough to keep the number of requests small, few enough that the last one is quick. */
const BATCH = 100;
/** So many runs in a row that could not be held, and the target is taken for dead. */
const DEAD_AFTER = 10;

/** Fetches a tier, runs it here against the target, reports every run to the server, and gives what the server decided. */
export async function runGate(request: GateRequest): Promise<GateResult> {
  const startedAt = performance.now();
  const { tier, target, candidate, agent, client, signal } = request;
  const opened = (await client.send({
    method: 'POST',
    path: '/v1/gates',
    body: { tier, target: target.name, agent, candidateVersion: candidate },
    signal,
  })) as { gate: Pick<Gate, 'id'>; scenarios: unknown };
  const gateId = opened.gate?.id;
  const scenarios = parseScenarios(opened.scenarios, client.server);
  await request.onOpen(scenarios.length);
  const runs: GateRunLine[] = [];
  const { progress, stopped } = await runAll(request, gateId, scenarios, (line) => {
    runs.push(line);
    request.onRun(line);
  });
  return {
    gateId,
    tier,
    target: target.name,
    candidate,
    state: progress?.state === 'passed' || progress?.state === 'failed' ? progress.state : 'undecided',
    headline: progress?.summary?.headline ?? 'Undecided: the results did not reach the server.',
    total: scenarios.length,
    runs,
    stopped,
    durationMs: performance.now() - startedAt,
  };
}

/** A scenario that this version cannot read must not be left out in silence. */
function parseScenarios(data: unknown, server: string): Scenario[] {
  const parsed = ScenarioSchema.array().safeParse(data);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0];
  throw new AppError(
    'unavailable',
    `${server} sent scenarios that this version cannot read (${where?.path.join('.')}: ${where?.message}). Use the same version of Ratchet on both sides.`,
  );
}

async function runAll(
  request: GateRequest,
  gateId: string,
  scenarios: readonly Scenario[],
  onLine: (line: GateRunLine) => void,
): Promise<{ progress: GateProgress | undefined; stopped: string | undefined }> {
  const { client, signal } = request;
  const dead = watchForDeath();
  const closings = new Set<Promise<void>>();
  let progress: GateProgress | undefined;
  let stopped: string | undefined;
  let isServerLost = false;
  try {
    await runMany<Scenario, RunReport>({
      scenarios,
      concurrency: Math.min(request.concurrency, Math.max(1, scenarios.length)),
      batchSize: BATCH,
      signal: AbortSignal.any([signal, dead.signal]),
      async run(scenario, runSignal) {
        const report = await runOne(request, scenario, runSignal, closings);
        if (!runSignal.aborted) onLine(runLine(scenario, report));
        dead.see(report);
        return report;
      },
      async onBatch(reports) {
        try {
          progress = await reportRuns(client, gateId, reports, false);
        } catch (error) {
          isServerLost = true;
          throw error;
        }
      },
    });
  } catch (error) {
    stopped = signal.aborted && !isServerLost ? 'Interrupted.' : reasonOf(error);
  }
  if (!isServerLost && (progress === undefined || progress.state === 'running')) {
    try {
      progress = await reportRuns(client, gateId, [], true);
    } catch (error) {
      stopped = reasonOf(error);
    }
  }
  await Promise.all(closings);
  return { progress: isServerLost ? undefined : progress, stopped };
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  throw error;
}

function runOne(
  { client, target, tools, turnTimeoutMs }: GateRequest,
  scenario: Scenario,
  signal: AbortSignal,
  closings: Set<Promise<void>>,
): Promise<RunReport> {
  return runScenario({
    scenario,
    target,
    tools,
    signal,
    limits: { turnTimeoutMs },
    library: resultLibrary(client),
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
