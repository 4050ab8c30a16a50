import type { App } from '#src/app.ts';
import { byNumber } from '#src/domain/fast-tier.ts';
import { mainAt } from '#src/domain/live-spans.ts';
import { GRADER_VERSION, type RunReport } from '#src/domain/run.ts';
import { openTickets, ticketSetting } from '#src/domain/ticket.ts';
import { AppError } from '#src/errors.ts';
import type { AgentTarget, ToolServer } from '#src/ports/agent.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Judge } from '#src/ports/judge.ts';
import { runMany } from '#src/replay/run-many.ts';
import { runScenario } from '#src/replay/run-scenario.ts';
import { decides, type Fill, fillsOf, type NightRuns } from './fill-history.ts';
import { nightCeiling } from './night-ceiling.ts';
import { storedResults } from './stored-results.ts';
import { systemActor } from './system-actor.ts';
import { todaysAgent } from './todays-agent.ts';

/** A job must not look dead: after so long the next one goes on. */
const PART_MS = 20 * 60_000;
/** Among so many of the newest is the one that takes most of the traffic. */
const DEPLOYMENTS = 50;
/** What a kill loses at most, to be run again. */
const BATCH = 5;

type NightRun = { target: string; agentVersion?: string; fill?: boolean; report: RunReport };
type Due = { id: string } | Fill;
type Agent = { target: AgentTarget; version: string | undefined } | undefined;

/**
 * Runs the slow tier against today's agents, then fills the histories of the fast one, until the window is over or its ceilings are reached;
 * what this night ran already is left out, so that it goes on after a crash where it was. Throws `unavailable` when the process stops meanwhile.
 */
export async function runNight(
  deps: Deps,
  app: App,
  tools: ToolServer,
  { period }: { period: string },
  stopping: AbortSignal,
): Promise<void> {
  const { hours, concurrency } = deps.policy.nightly;
  const startsAt = new Date(`${period}:00Z`).getTime();
  const now = () => deps.runtime.now().getTime();
  const partEndsAt = Math.min(now() + PART_MS, startsAt + hours * 3_600_000);
  const done = await deps.store.scenarios.nightRuns(period);
  const ceiling = nightCeiling(deps, done);
  const agentOf = agents(deps);
  const waiting: Due[] = [
    ...(await slowOrTicketed(deps, done)),
    ...(await fillsOf(deps, done, async (agent) => (await agentOf(agent))?.version)),
  ];
  const stuck = new Set<string>();
  const judge = app.judge(systemActor('nightly'));
  let left = waiting.length;
  function* due() {
    for (const one of waiting) {
      if (now() >= partEndsAt || ceiling.isReached()) return;
      left -= 1;
      if ('fill' in one && stuck.has(one.id)) continue;
      ceiling.begin();
      yield one;
    }
  }
  await runMany<Due, NightRun | undefined>({
    scenarios: due(),
    concurrency,
    batchSize: BATCH,
    signal: stopping,
    async run(one, signal) {
      const run = await runOne(deps, tools, { due: one, period, agentOf, judge, signal });
      if (run) ceiling.spend(run.report);
      if (run?.fill && !decides(run.report.outcome)) stuck.add(one.id);
      return run;
    },
    onBatch: async (runs) => {
      const made = runs.filter((run) => run !== undefined);
      if (made.length > 0) await app.verbs.recordNight(systemActor('nightly'), { period, runs: made });
    },
  }).catch((error: unknown) => {
    if (stopping.aborted) throw new AppError('unavailable', 'Ratchet stops; the night goes on at its next start.');
    throw error;
  });
  const goesOn = left > 0 && !ceiling.isReached() && now() < startsAt + hours * 3_600_000;
  await app.verbs.endNightPart(systemActor('nightly'), { period, left, goesOn });
}

/** The slow tier, and what has an open ticket wherever it moved since: only a run by night closes one. Without what the night ran. */
async function slowOrTicketed({ store, policy }: Deps, done: NightRuns): Promise<Due[]> {
  const slow = await store.scenarios.ids('slow');
  const open = policy.tickets ? openTickets(await store.settings.startingWith(ticketSetting(''))) : [];
  const known = new Set(done.flatMap(({ scenarioId, fill }) => (fill === undefined ? [scenarioId] : [])));
  const ids = [...new Set([...slow, ...open])].filter((id) => !known.has(id));
  return ids.sort(byNumber).map((id) => ({ id }));
}

/** Each agent's target of today, looked up once. */
function agents({ store, targets, runtime }: Deps): (agent: string) => Promise<Agent> {
  const found = new Map<string, Promise<Agent>>();
  const look = async (agent: string): Promise<Agent> => {
    const live = mainAt(await store.fixes.deployments(agent, DEPLOYMENTS), runtime.now());
    const target = todaysAgent(targets, agent, live?.version);
    return target && { target, version: live?.version };
  };
  return (agent) => {
    const known = found.get(agent) ?? look(agent);
    found.set(agent, known);
    return known;
  };
}

/** Undefined where no target answers for the agent, or the scenario is gone. */
async function runOne(
  deps: Deps,
  tools: ToolServer,
  {
    due,
    period,
    agentOf,
    judge,
    signal,
  }: {
    due: Due;
    period: string;
    agentOf: ReturnType<typeof agents>;
    judge: Judge | undefined;
    signal: AbortSignal;
  },
): Promise<NightRun | undefined> {
  const scenario = await deps.store.scenarios.get(due.id);
  const agent = scenario && (await agentOf(scenario.content.agent));
  if (!scenario || !agent) return undefined;
  const { turnTimeoutMs, runTimeoutMs } = deps.policy.replay;
  const held = await runScenario({
    scenario,
    target: agent.target,
    tools,
    now: deps.runtime.now,
    id: () => `night-${period}-${due.id}${'fill' in due ? `-fill-${due.fill}` : ''}`,
    limits: { turnTimeoutMs, runTimeoutMs },
    library: storedResults(deps),
    judge: judge,
    signal,
  });
  return {
    target: agent.target.name,
    report: { ...held, grader: GRADER_VERSION },
    ...(agent.version === undefined ? {} : { agentVersion: agent.version }),
    ...('fill' in due ? { fill: true } : {}),
  };
}
