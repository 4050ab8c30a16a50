import { estimateMissed, type Missed } from '#src/domain/missed.ts';
import type { WeekCounts } from '#src/domain/report.ts';
import { addDays, localDay, weekDays } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { ReportScope } from './report-sections.ts';

/** So many weeks of looks are taken together: 50 a week make 400. */
const LOOK_WEEKS = 8;

/** What the checks miss, out of the looks of eight weeks up to the report's; undefined where nobody looked. `asked`: failure modes to tell of in any case. */
export async function missedSection(
  { store }: Deps,
  { week, zone, until, agents }: ReportScope,
  weeks: readonly WeekCounts[],
  { titles, asked }: { titles: Readonly<Record<string, string>>; asked: readonly string[] },
): Promise<Missed | undefined> {
  const [monday = '', sunday = ''] = [weekDays(week)[0], weekDays(week)[6]];
  const firstDay = addDays(monday, -7 * (LOOK_WEEKS - 1));
  const today = localDay(until, zone);
  const lastDay = sunday < today ? sunday : today;
  const results = await store.looks.results(firstDay, lastDay, agents);
  const counted = weeks.slice(-LOOK_WEEKS);
  const sum = (of: (one: WeekCounts) => number) => counted.reduce((total, one) => total + of(one), 0);
  return estimateMissed({
    firstDay,
    lastDay,
    ...results,
    calls: sum(({ calls }) => calls),
    flagged: sum(({ flagged }) => flagged),
    titles,
    asked,
  });
}
