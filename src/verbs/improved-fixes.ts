import type { Fix } from '#src/domain/fix.ts';
import type { FixData } from '#src/domain/fix-days.ts';
import type { ImprovedFix } from '#src/domain/impact.ts';
import { isImproved } from '#src/domain/verdict.ts';
import { localDay } from '#src/domain/week.ts';
import { type FixReading, fixInputs } from './fix-inputs.ts';

/** The fixes of a report, newest first, with those of their failure modes that it calls improved, as far as they stand together. */
export function improvedFixes(reading: Omit<FixReading, 'weeks'>): Fix[] {
  const judged = fixInputs({ ...reading, weeks: [] });
  return reading.shown.flatMap((fix, i) => {
    const better = judged[i]?.modes.filter(({ verdict }) => isImproved(verdict)) ?? [];
    return better.length === 0 ? [] : [{ ...fix, failureModes: better.map(({ failureMode }) => failureMode) }];
  });
}

/** What of a failure mode's counted days is from before the fix, and how often it came since. */
export function sinceFix(
  { id, agents, liveAt }: Pick<Fix, 'id' | 'agents' | 'liveAt'>,
  data: FixData,
  failureMode: string,
  days: readonly string[],
  zone: string,
): ImprovedFix {
  const live = localDay(liveAt, zone);
  const isSince = ({ agent, day }: { agent: string; day: string }) => day > live && agents.includes(agent);
  const sum = (rows: FixData['flagged']) => rows.reduce((total, { n }) => total + n, 0);
  const tagged = data.flagged.filter((row) => row.failureModes.includes(failureMode));
  return {
    fixId: id,
    liveAt,
    daysBefore: days.filter((day) => day <= live).length,
    since: {
      x: sum(tagged.filter(isSince)),
      n: data.calls.filter(isSince).reduce((total, { calls }) => total + calls, 0),
    },
    elsewhere: sum(tagged.filter(({ agent, day }) => days.includes(day) && !agents.includes(agent))),
  };
}
