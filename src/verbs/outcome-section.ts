import { maySeeAgent } from '#src/domain/actor.ts';
import { type DayOutcomes, sumOutcomes } from '#src/domain/outcome-spans.ts';
import { buildOutcomes, type Outcomes, type SpanOutcomes } from '#src/domain/outcomes.ts';
import type { FixReportInput } from '#src/domain/report.ts';
import { reworkAvoided } from '#src/domain/rework.ts';
import { isImproved } from '#src/domain/verdict.ts';
import { addWeeks, localDay, weekSpan } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { VerifiedFix } from '#src/ports/store/outcomes.ts';
import { ALL_FIXES } from './fix-inputs.ts';
import type { ReportScope } from './report-sections.ts';

/** How many weeks a week is held against. */
const WEEKS_BEFORE = 8;

type Part = { from: Date; to: Date; weeks: number; days: Promise<DayOutcomes[]> };

/** How the calls of a report's week ended and how long the team's work took, beside the eight weeks before; most of it is read while its fixes are still judged. */
export async function outcomeSection(
  deps: Deps,
  scope: ReportScope,
  judging: Promise<readonly FixReportInput[]>,
): Promise<Outcomes> {
  const { week, zone, startAt, until } = scope;
  const beforeFrom = weekSpan(addWeeks(week, -WEEKS_BEFORE), zone).startAt;
  const verified = judging.then((judged) => verifiedFixes(deps, scope, judged));
  const days = deps.store.outcomes.outcomeDays(beforeFrom, until, zone);
  const monday = localDay(startAt, zone);
  const isNow = ({ day }: DayOutcomes) => day >= monday;
  const [judged, now, before, currencies] = await Promise.all([
    judging,
    spanOutcomes(
      deps,
      scope,
      { from: startAt, to: until, weeks: 1, days: days.then((all) => all.filter(isNow)) },
      verified,
    ),
    spanOutcomes(
      deps,
      scope,
      {
        from: beforeFrom,
        to: startAt,
        weeks: WEEKS_BEFORE,
        days: days.then((all) => all.filter((one) => !isNow(one))),
      },
      verified,
    ),
    deps.store.outcomes.currencies(startAt, until),
  ]);
  const modes = judged.flatMap((fix) => fix.modes.map(({ failureMode, verdict }) => ({ failureMode, verdict })));
  const rework = reworkAvoided(modes, deps.policy.rework);
  const [currency] = currencies;
  return buildOutcomes({
    week: now,
    before,
    ...(currency && currencies.length === 1 ? { currency } : {}),
    ...(rework ? { rework } : {}),
  });
}

/** When each fix that the scope sees was first called improved, and that among all fixes of the report: at the end of that week, or now where this report is the first. */
async function verifiedFixes(
  { store }: Deps,
  { zone, until }: ReportScope,
  judged: readonly FixReportInput[],
): Promise<VerifiedFix[]> {
  const known = new Map((await store.outcomes.firstImproved()).map(({ fixId, week }) => [fixId, week]));
  return judged.flatMap(({ fix, modes }) => {
    const week = known.get(fix.id);
    const at = week === undefined ? until : weekSpan(week, zone).endAt;
    const improved = week !== undefined || modes.some(({ verdict }) => isImproved(verdict));
    return improved ? [{ fixId: fix.id, at: at < until ? at : until }] : [];
  });
}

async function spanOutcomes(
  { store, policy }: Deps,
  { agents, onlooker }: ReportScope,
  { from, to, weeks, days }: Part,
  verified: Promise<readonly VerifiedFix[]>,
): Promise<SpanOutcomes> {
  const { outcomes, reports, fixes } = store;
  const live = fixes
    .fixes(ALL_FIXES)
    .then((all) => all.filter((fix) => maySeeAgent(onlooker, fix.agent) && fix.liveAt >= from && fix.liveAt < to));
  const sla = { claimMs: policy.sla.claimHours * 3_600_000, verdictMs: policy.sla.verdictHours * 3_600_000 };
  // The week's own review health is read for its section too; of many weeks only this is told.
  const lateOf = weeks === 1 ? reports.health : reports.late;
  const [counted, flagged, scenario, toLive, done, late, reviewers] = await Promise.all([
    days,
    outcomes.flagged(from, to, policy.score.threshold, agents),
    outcomes.verdictToScenario(from, to, agents),
    live.then((mine) => outcomes.scenarioToLive(mine.map(({ id }) => id))),
    verified.then((all) => outcomes.liveToVerified(all.filter(({ at }) => at > from && at <= to))),
    lateOf(from, to, sla, agents),
    outcomes.votesAndVerdicts(from, to, agents),
  ]);
  return {
    weeks,
    calls: sumOutcomes(counted.filter(({ agent }) => maySeeAgent(onlooker, agent))),
    cycle: { verdict: flagged.toVerdict, scenario, live: toLive, verified: done.fromLive, whole: done.fromFlag },
    late: { claims: late.claimLate, verdicts: late.verdictLate, reviews: late.flagged },
    reviewers,
    score: flagged.score,
  };
}
