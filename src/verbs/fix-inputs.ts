import { deploymentNotes } from '#src/domain/deployment-notes.ts';
import type { Deployment, Fix } from '#src/domain/fix.ts';
import { type FixData, tallyDays } from '#src/domain/fix-days.ts';
import { fixNotes, togetherNotes } from '#src/domain/fix-notes.ts';
import type { WeekPoint } from '#src/domain/fix-report.ts';
import { type FixWorld, isCanary, worldOf } from '#src/domain/fix-world.ts';
import { countOf, type JudgedMode, judgeFix } from '#src/domain/judge-fix.ts';
import type { FixReportInput } from '#src/domain/report.ts';
import type { Verdict } from '#src/domain/verdict.ts';
import { daySpan, localDay, weekDays, weekOfDay } from '#src/domain/week.ts';

const DAY_MS = 86_400_000;
/** The days of a baseline, the deploy day, and one where the clocks change. */
const DAYS_READ_BEFORE = 58;

/** All of them: more than people register by hand in many years. */
export const ALL_FIXES = 10_000;

/** From when calls must be read to judge these fixes, however long they have been live: whole days, which are read from the counts of them. */
export function firstDayRead(earliest: Date, fixes: readonly Pick<Fix, 'liveAt'>[], zone: string): Date {
  const times = fixes.map((fix) => fix.liveAt.getTime() - DAYS_READ_BEFORE * DAY_MS);
  return daySpan(localDay(new Date(Math.min(earliest.getTime(), ...times)), zone), zone).startAt;
}

export type FixReading = {
  shown: readonly Fix[];
  /** All fixes and deployments of their agents, also those that are not shown. */
  fixes: readonly Fix[];
  deployments: readonly Deployment[];
  data: FixData;
  weeks: readonly string[];
  zone: string;
  until: Date;
};

/** Every shown fix with its verdicts and the weeks of its charts. */
export function fixInputs({ shown, weeks, ...world }: FixReading): FixReportInput[] {
  const worlds = new Map(shown.map(({ agents }) => [agents.join('\n'), worldOf(world, agents)] as const));
  const inputs = shown.map((fix) => {
    const mine = worlds.get(fix.agents.join('\n')) as FixWorld;
    const modes = fix.failureModes.map((failureMode) => {
      const judged = noted(fix, judgeFix(fix, failureMode, mine), mine);
      return { failureMode, ...judged, weeks: weekPoints(weeks, mine.data, failureMode, judged) };
    });
    const notes = deploymentNotes(fix, world.deployments, world);
    return { fix, modes, notes };
  });
  return readTogether(inputs);
}

function noted(fix: Fix, judged: JudgedMode, world: FixWorld): JudgedMode {
  const { verdict, expectedDays: days } = judged;
  const seen = { calls: world.data.calls, ...(days && { days }), isBesides: isCanary(fix, world), zone: world.zone };
  const details = [...verdict.details, ...fixNotes(fix, verdict, seen)];
  return { ...judged, verdict: { ...verdict, details } };
}

/** Says beside each verdict whether it stands among all that are read with it. */
function readTogether<T extends { modes: readonly { verdict: Verdict }[] }>(inputs: readonly T[]): T[] {
  const notes = togetherNotes(inputs.flatMap(({ modes }) => modes.map(({ verdict }) => verdict)));
  let next = 0;
  return inputs.map((input) => ({
    ...input,
    modes: input.modes.map((mode) => {
      const note = notes[next++];
      return note === undefined
        ? mode
        : { ...mode, verdict: { ...mode.verdict, standsTogether: false, details: [...mode.verdict.details, note] } };
    }),
  }));
}

function weekPoints(
  weeks: readonly string[],
  data: FixData,
  failureMode: string,
  { verdict, expectedDays }: JudgedMode,
): WeekPoint[] {
  const days = weeks.flatMap((week) => weekDays(week));
  const byWeek = Map.groupBy(tallyDays(data, days, { failureMode, touched: new Set() }), ({ day }) => weekOfDay(day));
  const expected = verdict.callsAfter > 0 ? verdict.expected / verdict.callsAfter : undefined;
  const span = expectedDays && { first: weekOfDay(expectedDays.first), last: weekOfDay(expectedDays.last) };
  return weeks.map((week) => {
    const { x, n, shown } = countOf(byWeek.get(week) ?? []);
    return {
      week,
      calls: n,
      confirmed: x,
      ...(shown !== undefined && { shown }),
      ...(span && expected !== undefined && week >= span.first && week <= span.last && { expected }),
    };
  });
}
