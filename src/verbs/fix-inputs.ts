import { deploymentNotes } from '#src/domain/deployment-notes.ts';
import type { Deployment, Fix } from '#src/domain/fix.ts';
import type { FixData } from '#src/domain/fix-days.ts';
import type { WeekPoint } from '#src/domain/fix-report.ts';
import { type FixWorld, worldOf } from '#src/domain/fix-world.ts';
import { type JudgedMode, judgeFix } from '#src/domain/judge-fix.ts';
import type { FixReportInput } from '#src/domain/report.ts';
import { weekOfDay } from '#src/domain/week.ts';

const DAY_MS = 86_400_000;
/** The days of a baseline, the deploy day, and one that may be cut by the time zone. */
const DAYS_READ_BEFORE = 58;

/** From when calls must be read to judge these fixes, however long they have been live. */
export function firstDayRead(earliest: Date, fixes: readonly Pick<Fix, 'liveAt'>[]): Date {
  const times = fixes.map((fix) => fix.liveAt.getTime() - DAYS_READ_BEFORE * DAY_MS);
  return new Date(Math.min(earliest.getTime(), ...times));
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
  return shown.map((fix) => {
    const mine = worlds.get(fix.agents.join('\n')) as FixWorld;
    const modes = fix.failureModes.map((failureMode) => {
      const judged = judgeFix(fix, failureMode, mine);
      return { failureMode, ...judged, weeks: weekPoints(weeks, mine.data, failureMode, judged) };
    });
    const notes = deploymentNotes(fix, world.deployments, world);
    return { fix, modes, notes };
  });
}

function weekPoints(
  weeks: readonly string[],
  { calls, flagged }: FixData,
  failureMode: string,
  { verdict, expectedDays }: JudgedMode,
): WeekPoint[] {
  const byWeek = (rows: readonly { day: string; n: number }[]) => {
    const sums = new Map<string, number>();
    for (const { day, n } of rows) sums.set(weekOfDay(day), (sums.get(weekOfDay(day)) ?? 0) + n);
    return sums;
  };
  const all = byWeek(calls.map(({ day, calls: n }) => ({ day, n })));
  const confirmed = byWeek(flagged.filter(({ failureModes }) => failureModes.includes(failureMode)));
  const expected = verdict.callsAfter > 0 ? verdict.expected / verdict.callsAfter : undefined;
  const span = expectedDays && { first: weekOfDay(expectedDays.first), last: weekOfDay(expectedDays.last) };
  return weeks.map((week) => ({
    week,
    calls: all.get(week) ?? 0,
    confirmed: confirmed.get(week) ?? 0,
    ...(span && expected !== undefined && week >= span.first && week <= span.last && { expected }),
  }));
}
