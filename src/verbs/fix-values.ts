import { type Actor, maySeeAgent } from '#src/domain/actor.ts';
import type { Fix } from '#src/domain/fix.ts';
import { type FixValue, fixValue } from '#src/domain/fix-value.ts';
import { extraCost, OUTCOME_POINTS } from '#src/domain/impact.ts';
import type { FixReportInput } from '#src/domain/report.ts';
import { isImproved } from '#src/domain/verdict.ts';
import type { Deps } from '#src/ports/deps.ts';
import { sumOutcomes } from './get-impact.ts';

const DAY_MS = 86_400_000;
const DAYS_BEFORE = 57;
/** Calls without failure that are looked at, an agent. */
const SAMPLE = 20_000;

/** The same fixes with what each improvement saves in a week; what such a call costs is read from the weeks that the fix is compared over. */
export async function withValues(
  deps: Deps,
  onlooker: Actor,
  inputs: readonly FixReportInput[],
  shown: readonly Fix[],
  until: Date,
): Promise<FixReportInput[]> {
  return Promise.all(
    inputs.map(async (input) => {
      const fix = shown.find(({ id }) => id === input.fix.id);
      const improved = input.modes.some(({ verdict }) => isImproved(verdict));
      if (!fix || !improved) return input;
      const costOf = await extraCosts(deps, onlooker, fix, until);
      const modes = input.modes.map((mode) => {
        const value = fixValue(mode.verdict, costOf(mode.failureMode));
        return value ? { ...mode, value } : mode;
      });
      return { ...input, modes };
    }),
  );
}

async function extraCosts(
  { store, policy }: Deps,
  onlooker: Actor,
  { agents, failureModes, liveAt }: Fix,
  until: Date,
): Promise<(failureMode: string) => { extra: number; unit: FixValue['unit'] }> {
  const from = new Date(liveAt.getTime() - DAYS_BEFORE * DAY_MS);
  const rows = (await store.impact.outcomes(from, until, SAMPLE, { agents, failureModes })).filter(({ agent }) =>
    maySeeAgent(onlooker, agent),
  );
  const of = (failureMode: string) => sumOutcomes(rows.filter((row) => row.failureMode === failureMode));
  const { costs, currency } = policy.impact;
  return (failureMode) => ({
    extra: extraCost(of(failureMode), of(''), costs ?? OUTCOME_POINTS),
    unit: costs ? currency : 'points',
  });
}
