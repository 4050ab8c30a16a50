import { z } from 'zod';
import { type Actor, maySeeAgent } from '#src/domain/actor.ts';
import { daysBetween, type FixData, tallyDays } from '#src/domain/fix-days.ts';
import {
  COSTED_OUTCOMES,
  type ImpactList,
  OUTCOME_POINTS,
  type OutcomeCounts,
  rankImpact,
} from '#src/domain/impact.ts';
import { shownShare, sumStrata, taggedOf } from '#src/domain/review-coverage.ts';
import { addDays, daySpan, localDay } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import { verb } from '#src/verb.ts';
import { allFailureModes } from './confirm-review.ts';

const DAYS = 28;
/** Calls without failure that are looked at, an agent. */
const SAMPLE = 20_000;

/** What to fix next: failure modes by what they cost in a week more than calls without failure, of the last four weeks. */
export const getImpact = verb({
  name: 'impact.get',
  input: z.object({}),
  allow: { role: 'reviewer', scope: 'read' },
  run: (deps, ctx): Promise<ImpactList> => impactFor(deps, ctx.actor, ctx.now),
});

/** The same as one who may see this sees it; whole days until `until`. */
export async function impactFor(deps: Deps, onlooker: Actor, until: Date): Promise<ImpactList> {
  const { store, policy } = deps;
  const zone = policy.timeZone;
  const last = localDay(new Date(until.getTime() - 1), zone);
  const first = addDays(last, 1 - DAYS);
  const from = daySpan(first, zone).startAt;
  const sees = ({ agent }: { agent: string }) => maySeeAgent(onlooker, agent);
  const [data, outcomes, known] = await Promise.all([
    store.reports.fixData(from, until, zone),
    store.impact.outcomes(from, until, SAMPLE),
    allFailureModes(store, deps),
  ]);
  const seen: FixData = { calls: data.calls.filter(sees), flagged: data.flagged.filter(sees) };
  const days = daysBetween(seen.calls[0]?.day ?? last, addDays(last, 1));
  const mine = outcomes.filter(sees);
  const countsOf = (mode: string) => sumOutcomes(mine.filter(({ failureMode }) => failureMode === mode));
  const ids = [...new Set(seen.flagged.flatMap(({ failureModes }) => [...failureModes]))].sort();
  const ranked = rankImpact({
    modes: ids.map((failureMode) => ({ ...seenOf(seen, days, failureMode), outcomes: countsOf(failureMode) })),
    without: countsOf(''),
    calls: seen.calls.reduce((sum, { calls }) => sum + calls, 0),
    // One busy day is not multiplied into a week.
    weeks: Math.max(7, days.length) / 7,
    costs: policy.impact.costs ?? OUTCOME_POINTS,
  });
  const modes = ranked.map((one) => {
    const mode = known.find(({ id }) => id === one.failureMode);
    return { ...one, title: mode?.title ?? one.failureMode, ...(mode ? { owner: mode.owner } : {}) };
  });
  return { modes, unit: policy.impact.costs ? policy.impact.currency : 'points', days: days.length };
}

/** Confirmed calls, and how many they stand for: in each severity band, what waits is taken to be as what was reviewed. */
function seenOf(data: FixData, days: readonly string[], failureMode: string) {
  const strata = Object.values(sumStrata(tallyDays(data, days, { failureMode, touched: new Set() })));
  const x = strata.reduce((sum, stratum) => sum + taggedOf(stratum), 0);
  const corrected = strata.reduce((sum, stratum) => sum + taggedOf(stratum) / (shownShare(stratum) || 1), 0);
  return { failureMode, x, corrected };
}

function sumOutcomes(rows: readonly OutcomeCounts[]): OutcomeCounts {
  const sums = Object.fromEntries(COSTED_OUTCOMES.map((outcome) => [outcome, 0])) as Omit<OutcomeCounts, 'calls'>;
  const total = { ...sums, calls: 0 } as { -readonly [K in keyof OutcomeCounts]: number };
  for (const row of rows) for (const key of ['calls', ...COSTED_OUTCOMES] as const) total[key] += row[key];
  return total;
}
