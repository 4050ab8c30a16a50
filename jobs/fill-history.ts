import { RUN_HISTORY } from '#src/domain/flaky.ts';
import { GRADER_VERSION } from '#src/domain/run.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { ScenarioReads } from '#src/ports/store/scenarios.ts';

/** What a night ran so far. */
export type NightRuns = Awaited<ReturnType<ScenarioReads['nightRuns']>>;
/** The nth run (from 1) that a night holds of a scenario only so that a gate knows how often it passes. */
export type Fill = { id: string; fill: number };

/**
 * What a night runs of the fast tier: scenarios with an approved pass, until each has twenty accepted runs. Only those whose agent's live version
 * (`versionOf`) somebody approved, as no other run would be accepted; in rounds, so that every one gets a run before any gets a second. `done` is
 * what this night ran already; what diverged or could not be held in it would do so again, and is left.
 */
export async function fillsOf(
  { store, judge, runtime }: Deps,
  done: NightRuns,
  versionOf: (agent: string) => Promise<string | undefined>,
): Promise<Fill[]> {
  const approved = new Map<string, Promise<boolean>>();
  const isApproved = async (agent: string): Promise<boolean> => {
    const candidateVersion = await versionOf(agent);
    if (candidateVersion === undefined) return false;
    const of = { candidateVersion, tier: 'fast' as const };
    return (await store.gates.isApproved({ ...of, agent })) || (await store.gates.isApproved(of));
  };
  const heads = await store.scenarios.heads('fast');
  const baselines = await store.gates.baselines(
    heads.map(({ id }) => id),
    GRADER_VERSION,
    judge?.version,
  );
  const own = Map.groupBy(
    done.filter(({ fill }) => fill !== undefined),
    ({ scenarioId }) => scenarioId,
  );
  const fills: Fill[] = [];
  for (const { id, agent } of heads) {
    const { passes = 0, fails = 0, exemptions = [] } = baselines.get(id) ?? {};
    // Its failures would be accepted, and excuse those to come.
    if (exemptions.some(({ until }) => new Date(until) > runtime.now())) continue;
    const held = own.get(id) ?? [];
    if (passes === 0 || passes + fails >= RUN_HISTORY || held.some(({ outcome }) => !decides(outcome))) continue;
    const known = approved.get(agent) ?? isApproved(agent);
    approved.set(agent, known);
    if (await known) fills.push(...missing(id, RUN_HISTORY - passes - fails, held));
  }
  return fills.sort((a, b) => a.fill - b.fill);
}

/** Whether a run adds to a history. */
export function decides(outcome: string): boolean {
  return outcome === 'pass' || outcome === 'fail';
}

function missing(id: string, wanted: number, held: NightRuns): Fill[] {
  const taken = new Set(held.map(({ fill }) => fill));
  return Array.from({ length: RUN_HISTORY + taken.size }, (_, i) => ({ id, fill: i + 1 }))
    .filter(({ fill }) => !taken.has(fill))
    .slice(0, wanted);
}
