import { type Actor, maySeeAgent } from '#src/domain/actor.ts';
import type { Fix } from '#src/domain/fix.ts';
import { type FixValue, fixValue } from '#src/domain/fix-value.ts';
import { extraCost, OUTCOME_POINTS } from '#src/domain/impact.ts';
import type { FixReportInput } from '#src/domain/report.ts';
import { isImproved } from '#src/domain/verdict.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { AgentOutcomes } from '#src/ports/store/impact.ts';
import { sumOutcomes } from './get-impact.ts';

const DAY_MS = 86_400_000;
const DAYS_BEFORE = 57;
/** Calls without failure that are looked at, an agent. */
const SAMPLE = 20_000;

/** The same fixes, newest first, with what each improvement saves in a week; what such a call costs is read from the weeks that the fix is compared over. */
export async function withValues(
  deps: Deps,
  onlooker: Actor,
  inputs: readonly FixReportInput[],
  shown: readonly Fix[],
  until: Date,
): Promise<FixReportInput[]> {
  const without = callsWithoutFailure(deps, until);
  return Promise.all(
    inputs.map(async (input) => {
      const fix = shown.find(({ id }) => id === input.fix.id);
      const improved = input.modes.some(({ verdict }) => isImproved(verdict));
      if (!fix || !improved) return input;
      const costOf = await extraCosts(deps, onlooker, fix, { until, without });
      const modes = input.modes.map((mode) => {
        const value = fixValue(mode.verdict, costOf(mode.failureMode));
        return value ? { ...mode, value } : mode;
      });
      return { ...input, modes };
    }),
  );
}

type Without = (agent: string, from: Date) => Promise<AgentOutcomes[]>;

/** Of an agent's newest calls without failure since then; asked with ever earlier times, as many as are looked at are read once. */
function callsWithoutFailure({ store }: Deps, until: Date): Without {
  const kept = new Map<string, Promise<AgentOutcomes[]>>();
  return (agent, from) => {
    const read = async (known?: AgentOutcomes[]) =>
      known?.[0]?.calls === SAMPLE
        ? known
        : store.impact.outcomes(from, until, SAMPLE, { agents: [agent], failureModes: [''] });
    const rows = kept.get(agent)?.then(read) ?? read();
    kept.set(agent, rows);
    return rows;
  };
}

async function extraCosts(
  { store, policy }: Deps,
  onlooker: Actor,
  { agents, failureModes, liveAt }: Fix,
  { until, without }: { until: Date; without: Without },
): Promise<(failureMode: string) => { extra: number; unit: FixValue['unit'] }> {
  const from = new Date(liveAt.getTime() - DAYS_BEFORE * DAY_MS);
  const seen = agents.filter((agent) => maySeeAgent(onlooker, agent));
  const rows = await Promise.all([
    store.impact.outcomes(from, until, SAMPLE, { agents: seen, failureModes }),
    ...seen.map((agent) => without(agent, from)),
  ]);
  const of = (failureMode: string) => sumOutcomes(rows.flat().filter((row) => row.failureMode === failureMode));
  const { costs, currency } = policy.impact;
  return (failureMode) => ({
    extra: extraCost(of(failureMode), of(''), costs ?? OUTCOME_POINTS),
    unit: costs ? currency : 'points',
  });
}
