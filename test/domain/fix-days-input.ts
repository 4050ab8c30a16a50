import { type DayTally, daysBetween, emptyStratum, type Stratum } from '#src/domain/fix-days.ts';
import { addDays } from '#src/domain/week.ts';

export const LIVE_DAY = '2026-11-02';

/** What one day saw; every flagged call is reviewed in the queue's order unless `waiting` says otherwise. */
export type Plan = { calls: number; tagged: number; control?: number; others?: number } & Partial<
  Pick<Stratum, 'waiting' | 'served' | 'picked'>
>;

/** Days around the go-live, `tagged` and the others spread evenly over them. */
export function days(
  from: string,
  n: number,
  { calls, tagged, control = 0, others = control, ...more }: Plan,
): DayTally[] {
  return daysBetween(from, addDays(from, n)).map((day, i) => {
    const share = (total: number) => Math.floor((total * (i + 1)) / n) - Math.floor((total * i) / n);
    const mine = share(tagged);
    const stratum = {
      ...emptyStratum(),
      waiting: share(more.waiting ?? 0),
      served: share(more.served ?? Math.max(tagged + others, tagged)),
      picked: share(more.picked ?? 0),
      taggedServed: mine,
      control: share(control),
      others: share(others),
    };
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    return {
      day,
      weekday,
      calls: share(calls),
      strata: { high: stratum },
    };
  });
}

export const earlier = (plan: Plan, n = 56) => days(addDays(LIVE_DAY, -n), n, plan);
export const since = (plan: Plan, n = 14) => days(addDays(LIVE_DAY, 1), n, plan);
