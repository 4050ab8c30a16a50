import type { App } from '#src/app.ts';
import type { RunReport } from '#src/domain/run.ts';
import { AppError } from '#src/errors.ts';
import type { AgentTarget, ToolServer } from '#src/ports/agent.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Judge } from '#src/ports/judge.ts';
import type { JobData } from '#src/ports/queue.ts';
import type { StoredScenario } from '#src/ports/store/scenarios.ts';
import { runScenario } from '#src/replay/run-scenario.ts';
import { storedResults } from './stored-results.ts';
import { systemActor } from './system-actor.ts';

/** Replays one scenario on the server: a proof on the version that failed (several runs), or once against a named target. */
export async function replayScenario(
  deps: Deps,
  app: App,
  tools: ToolServer,
  data: JobData['replay-scenario'],
  { id: jobId, stopping }: { id: string; stopping: AbortSignal },
): Promise<void> {
  // Killed after its runs were recorded, the job comes again.
  if (await deps.store.scenarios.run(runIdOf(jobId, 1))) return;
  const scenario = await deps.store.scenarios.get(data.scenarioId);
  if (!scenario) throw new AppError('not_found', `The scenario ${data.scenarioId} is gone.`);
  const version = scenario.provenance.agentVersion;
  const target = data.target
    ? deps.targets.byName(data.target)
    : deps.targets.forVersion(scenario.content.agent, version);
  const base = { scenarioId: scenario.id, kind: data.kind, requestId: jobId };
  const record = app.verbs.recordRuns;
  const actor = systemActor('replay-scenario');
  if (!target) {
    await record(actor, { ...base, target: 'none', runs: [], problem: noTarget(scenario.content.agent, version) });
    return;
  }
  const times = data.kind === 'proof' ? deps.policy.replay.proofRuns : 1;
  const runs = await runTimes(deps, { scenario, target, tools, judge: app.judge(actor), times, jobId, stopping });
  const agentVersion = data.kind === 'proof' ? version : undefined;
  await record(actor, { ...base, target: target.name, runs, ...(agentVersion === undefined ? {} : { agentVersion }) });
}

/** The same at every try of a job, so that its runs are stored once. */
function runIdOf(jobId: string, n: number): string {
  return `${jobId}-${n}`;
}

type Runs = {
  scenario: StoredScenario;
  target: AgentTarget;
  tools: ToolServer;
  judge: Judge | undefined;
  times: number;
  jobId: string;
  stopping: AbortSignal;
};

/** Throws `unavailable` when the process stops meanwhile: what was cut off says nothing of the agent. */
async function runTimes(deps: Deps, { times, jobId, stopping, ...run }: Runs): Promise<RunReport[]> {
  const { turnTimeoutMs, runTimeoutMs } = deps.policy.replay;
  const runs: RunReport[] = [];
  for (let n = 1; n <= times; n += 1) {
    const id = () => runIdOf(jobId, n);
    const limits = { turnTimeoutMs, runTimeoutMs };
    const library = storedResults(deps);
    const report = await runScenario({
      ...run,
      now: deps.runtime.now,
      id,
      limits,
      library,
      signal: stopping,
    });
    if (stopping.aborted) throw new AppError('unavailable', 'Ratchet stops; the replay begins anew at its next start.');
    runs.push(report);
  }
  return runs;
}

function noTarget(agent: string, version: string | undefined): string {
  const which = version ? `${agent} ${version}` : agent;
  return `is not proved yet: no target in ratchet.yaml answers for ${which}. Add one under targets (url, agent, version), restart, and press Replay.`;
}
