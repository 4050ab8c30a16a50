import { ONLY_FLAGGED } from '#src/domain/fix-report.ts';
import type { Missed } from '#src/domain/missed.ts';
import { buildWeeklyReport, type WeeklyReport } from '#src/domain/report.ts';
import { weekSpan } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Context } from '#src/verb.ts';
import { onlookerOf } from './announce.ts';
import { allFailureModes } from './confirm-review.ts';
import { gateFilter } from './get-gate.ts';
import { missedSection } from './missed-section.ts';
import { nextSteps } from './next-steps.ts';
import { outcomeSection } from './outcome-section.ts';
import { countingOnce } from './read-once.ts';
import {
  fixSection,
  gateSection,
  lastWeeks,
  type ReportScope,
  reportFixes,
  reviewSection,
  suiteSection,
  weekSection,
  withShown,
} from './report-sections.ts';

/** The report of a week about these agents (all: undefined), as far as the week has come. Reads only. */
export async function weeklyReport(
  given: Deps,
  ctx: Context,
  week: string,
  agents: readonly string[] | undefined,
): Promise<WeeklyReport> {
  const deps = countingOnce(given);
  const scope = await scopeOf(deps, ctx, week, agents);
  // Begun first: of its days, those that the next steps need are a part.
  const judging = fixSection(deps, scope, await reportFixes(deps, scope));
  const counting = weekSection(deps, scope);
  const [{ fixes, olderFixes, data }, counted, suite, gates, reviews, modes, next, outcomes] = await Promise.all([
    judging,
    counting,
    suiteSection(deps, scope),
    gateSection(deps, scope),
    reviewSection(deps, scope),
    allFailureModes(deps.store, deps),
    nextSteps(deps, scope.onlooker, scope.until, ctx.now),
    // Where days are not kept yet, all counts at once would wait too long for a connection.
    counting.then(() =>
      outcomeSection(
        deps,
        scope,
        judging.then((judged) => judged.fixes),
      ),
    ),
  ]);
  const weeks = withShown(counted, data, scope);
  const titles = Object.fromEntries(modes.map((mode) => [mode.id, mode]));
  const counts = { weeks, fixes, olderFixes, suite, gates, reviews };
  const report = buildWeeklyReport({ week, zone: scope.zone, modes: titles, ...counts });
  const asked = fixes.flatMap((fix) => fix.modes.map(({ failureMode }) => failureMode));
  const said = Object.fromEntries(modes.map(({ id, title }) => [id, title]));
  const missed = await missedSection(deps, scope, weeks, { titles: said, asked });
  const notes = notesWith(report.notes, missed);
  return { ...report, next, notes, outcomes, ...(missed ? { missed } : {}) };
}

/** Where looks tell what is never flagged, the caveat that it is not counted becomes the estimate. */
function notesWith(notes: readonly string[], missed: Missed | undefined): readonly string[] {
  if (missed === undefined) return notes;
  return notes.map((note) => (note === ONLY_FLAGGED ? missed.note : note));
}

async function scopeOf(
  deps: Deps,
  ctx: Context,
  week: string,
  agents: readonly string[] | undefined,
): Promise<ReportScope> {
  const zone = deps.policy.timeZone;
  const { startAt, endAt } = weekSpan(week, zone);
  const onlooker = onlookerOf({ surface: 'web', agents: agents ?? ['*'] });
  const weeks = lastWeeks(week);
  return {
    week,
    weeks,
    zone,
    startAt,
    chartFrom: weekSpan(weeks[0] as string, zone).startAt,
    until: endAt < ctx.now ? endAt : ctx.now,
    agents,
    onlooker,
    seesGate: await gateFilter(deps.store, agents ? onlooker : ctx.actor),
  };
}
