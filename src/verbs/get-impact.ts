import { z } from 'zod';
import { type Actor, maySeeAgent, maySeeAgents } from '#src/domain/actor.ts';
import { daysBetween, type FixData, tallyDays } from '#src/domain/fix-days.ts';
import {
  COSTED_OUTCOMES,
  type ImpactList,
  improvedLast,
  type ListedMode,
  OUTCOME_POINTS,
  type OutcomeCounts,
  rankImpact,
} from '#src/domain/impact.ts';
import { modeTrend, TREND_DAYS } from '#src/domain/mode-trend.ts';
import { shownShare, sumStrata, taggedOf } from '#src/domain/review-coverage.ts';
import { addDays, daySpan, localDay } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import { verb } from '#src/verb.ts';
import { allFailureModes } from './confirm-review.ts';
import { ALL_FIXES, firstDayRead } from './fix-inputs.ts';
import { improvedFixes, sinceFix } from './improved-fixes.ts';

const DAYS = 28;
/** Calls of an agent that are looked at, of each failure mode and without failure: a share of them lies within 1.4 points. */
const SAMPLE = 5_000;

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
  const from = daySpan(addDays(last, 1 - DAYS), zone).startAt;
  const fixes = (await store.fixes.fixes(ALL_FIXES)).filter(
    (fix) => maySeeAgents(onlooker, fix.agents) && fix.liveAt < until,
  );
  const recent = fixes.filter(({ liveAt }) => liveAt > from);
  const earliest = daySpan(addDays(last, 1 - TREND_DAYS), zone).startAt;
  const [data, outcomes, known, deployments] = await Promise.all([
    store.reports.fixData(firstDayRead(earliest, recent, zone), until, zone),
    store.impact.outcomes(from, until, SAMPLE),
    allFailureModes(store, deps),
    store.fixes.deployments(undefined, 1_000),
  ]);
  const seen = { outcomes, data: seenData(data, onlooker) };
  const improved = improvedFixes({ shown: recent, fixes, deployments, data: seen.data, zone, until });
  const touched = new Set(recent.flatMap(({ failureModes }) => [...failureModes]));
  const { ranked, days } = rankedModes(deps, onlooker, seen, last);
  const modes = ranked.map((one): ListedMode => {
    const { failureMode } = one;
    const mode = known.find(({ id }) => id === failureMode);
    const trend = modeTrend(seen.data, failureMode, last, touched);
    const fix = improved.find(({ failureModes }) => failureModes.includes(failureMode));
    return {
      ...one,
      title: mode?.title ?? failureMode,
      ...(mode && { owner: mode.owner }),
      ...(trend && { trend }),
      ...(fix && { improvedBy: sinceFix(fix, seen.data, failureMode, days, zone) }),
    };
  });
  return {
    modes: improvedLast(modes),
    unit: policy.impact.costs ? policy.impact.currency : 'points',
    days: days.length,
  };
}

function seenData(data: FixData, onlooker: Actor): FixData {
  const sees = ({ agent }: { agent: string }) => maySeeAgent(onlooker, agent);
  return { calls: data.calls.filter(sees), flagged: data.flagged.filter(sees) };
}

/** The modes of the last four weeks by what they cost, and the days that were counted. */
function rankedModes(
  { policy }: Deps,
  onlooker: Actor,
  seen: { data: FixData; outcomes: readonly (OutcomeCounts & { agent: string; failureMode: string })[] },
  last: string,
) {
  const first = addDays(last, 1 - DAYS);
  const isCounted = ({ day }: { day: string }) => day >= first;
  const data = { calls: seen.data.calls.filter(isCounted), flagged: seen.data.flagged.filter(isCounted) };
  const days = daysBetween(data.calls.map(({ day }) => day).sort()[0] ?? last, addDays(last, 1));
  const mine = seen.outcomes.filter(({ agent }) => maySeeAgent(onlooker, agent));
  const countsOf = (mode: string) => sumOutcomes(mine.filter(({ failureMode }) => failureMode === mode));
  const ids = [...new Set(data.flagged.flatMap(({ failureModes }) => [...failureModes]))].sort();
  const ranked = rankImpact({
    modes: ids.map((failureMode) => ({ ...seenOf(data, days, failureMode), outcomes: countsOf(failureMode) })),
    without: countsOf(''),
    calls: data.calls.reduce((sum, { calls }) => sum + calls, 0),
    // One busy day is not multiplied into a week.
    weeks: Math.max(7, days.length) / 7,
    costs: policy.impact.costs ?? OUTCOME_POINTS,
  });
  return { ranked, days };
}

/** Confirmed calls, and how many they stand for: in each severity band, what waits is taken to be as what was reviewed. */
function seenOf(data: FixData, days: readonly string[], failureMode: string) {
  const strata = Object.values(sumStrata(tallyDays(data, days, { failureMode, touched: new Set() })));
  const x = strata.reduce((sum, stratum) => sum + taggedOf(stratum), 0);
  const corrected = strata.reduce((sum, stratum) => sum + taggedOf(stratum) / (shownShare(stratum) || 1), 0);
  return { failureMode, x, corrected };
}

export function sumOutcomes(rows: readonly OutcomeCounts[]): OutcomeCounts {
  const sums = Object.fromEntries(COSTED_OUTCOMES.map((outcome) => [outcome, 0])) as Omit<OutcomeCounts, 'calls'>;
  const total = { ...sums, calls: 0 } as { -readonly [K in keyof OutcomeCounts]: number };
  for (const row of rows) for (const key of ['calls', ...COSTED_OUTCOMES] as const) total[key] += row[key];
  return total;
}
