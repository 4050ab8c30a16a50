import type { FixData } from '#src/domain/fix-days.ts';
import { daySpan, localDay } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { ReportReads } from '#src/ports/store/reports.ts';

/** The same, but what is counted over a span is read once for it: for the parts of a report, and for several of one week, whose audiences are told apart after reading. */
export function countingOnce(deps: Deps): Deps {
  const { reports, outcomes, impact } = deps.store;
  const counts = { ...readOnce(reports), fixData: fixDataOnce(reports) };
  return { ...deps, store: { ...deps.store, reports: counts, outcomes: readOnce(outcomes), impact: readOnce(impact) } };
}

type Read = (...args: never[]) => Promise<unknown>;

/** Each of these functions keeps what it gave for the same arguments. */
function readOnce<R extends Record<keyof R, Read>>(reads: R): R {
  const kept = new Map<string, Promise<unknown>>();
  const once = Object.entries<Read>(reads).map(([name, read]) => {
    const asked: Read = (...args) => {
      const key = JSON.stringify([name, ...args]);
      const answer = kept.get(key) ?? read(...args);
      kept.set(key, answer);
      return answer;
    };
    return [name, asked];
  });
  return Object.fromEntries(once) as R;
}

/** Whole days of what is asked for are taken from a read that began earlier. */
function fixDataOnce(reports: ReportReads): ReportReads['fixData'] {
  const kept: { from: Date; to: Date; zone: string; data: Promise<FixData> }[] = [];
  return async (from, to, zone) => {
    const first = localDay(from, zone);
    const isWhole = daySpan(first, zone).startAt.getTime() === from.getTime();
    const wider = kept.find(
      (one) =>
        one.zone === zone &&
        one.to.getTime() === to.getTime() &&
        (isWhole ? one.from <= from : one.from.getTime() === from.getTime()),
    );
    if (wider === undefined) {
      const data = reports.fixData(from, to, zone);
      kept.push({ from, to, zone, data });
      return data;
    }
    const { calls, flagged } = await wider.data;
    const isAsked = ({ day }: { day: string }) => day >= first;
    return { calls: calls.filter(isAsked), flagged: flagged.filter(isAsked) };
  };
}
