import type { Deployment } from './fix.ts';
import { type DayTally, type FixData, type TallyOrder, tallyDays, type VersionCalls } from './fix-days.ts';
import type { FixWindow } from './fix-window.ts';
import { reviewedOf, shownShare, sumStrata, taggedOf } from './review-coverage.ts';
import type { Count } from './stats/expected.ts';
import { localDay } from './week.ts';

/** The same failure where nothing was changed: versions of the same agents that ran on, or other agents. */
export type Untouched = {
  what: 'versions' | 'agents';
  names: readonly string[];
  before: DayTally[];
  after: DayTally[];
};

/** What is read as the before: earlier days, or the other versions over the same days; and what was not touched in either window. */
export type Baseline = { days: readonly DayTally[]; isBesides?: boolean; untouched?: Untouched | undefined };

/** What ran on takes calls on this share of the days, before and after. */
const MOST_DAYS = 0.8;
/** What was replaced took at least this share of the calls before. */
const MOST_CALLS = 0.5;

/** Versions of the agents' calls, other than the fix's, that ran before and go on since: they tell what would have happened anyway. */
export function untouchedVersions(
  calls: readonly VersionCalls[],
  { before, after }: Pick<FixWindow, 'before' | 'after'>,
  fixVersion: string,
): string[] {
  const names = [...new Set(calls.map(({ version }) => version))].filter((name) => name !== '' && name !== fixVersion);
  const steady = names.filter((name) => {
    const mine = calls.filter(({ version }) => version === name);
    return runsThrough(mine, before) && runsThrough(mine, after);
  });
  const inBefore = new Set(before);
  const sum = (rows: readonly VersionCalls[]) =>
    rows.reduce((n, row) => n + (inBefore.has(row.day) ? row.calls : 0), 0);
  const replaced = sum(calls.filter(({ version }) => !steady.includes(version)));
  return replaced >= MOST_CALLS * sum(calls) ? steady.sort() : [];
}

export type AgentsOrder = {
  data: FixData;
  window: Pick<FixWindow, 'before' | 'after'>;
  /** Agents that a fix of the same failure touched. */
  touched: ReadonlySet<string>;
  deployments: readonly Pick<Deployment, 'agent' | 'liveAt'>[];
  zone: string;
};

/** Other agents where neither a fix of the failure nor any deployment fell into the windows. */
export function untouchedAgents({ data, window, touched, deployments, zone }: AgentsOrder): string[] {
  const [first, last] = [window.before[0], window.after.at(-1)];
  if (first === undefined || last === undefined) return [];
  const changed = new Set(
    deployments
      .filter(({ liveAt }) => {
        const day = localDay(liveAt, zone);
        return day >= first && day <= last;
      })
      .map(({ agent }) => agent),
  );
  const byAgent = Map.groupBy(data.calls, ({ agent }) => agent);
  return [...byAgent]
    .filter(([agent, calls]) => {
      if (touched.has(agent) || changed.has(agent)) return false;
      return runsThrough(calls, window.before) && runsThrough(calls, window.after);
    })
    .map(([agent]) => agent)
    .sort();
}

/** Both windows of what was not touched. */
export function tallyUntouched(
  what: Untouched['what'],
  names: readonly string[],
  data: FixData,
  window: Pick<FixWindow, 'before' | 'after'>,
  order: Pick<TallyOrder, 'failureMode' | 'touched'>,
): Untouched | undefined {
  if (names.length === 0) return undefined;
  const wanted = new Set(names);
  const has = (row: { agent: string; version: string }) => wanted.has(what === 'agents' ? row.agent : row.version);
  const mine: FixData = { calls: data.calls.filter(has), flagged: data.flagged.filter(has) };
  const tally = (days: readonly string[]) => tallyDays(mine, days, order);
  return { what, names, before: tally(window.before), after: tally(window.after) };
}

/** Failures that review has shown, among as many calls as it has shown them of: half the review is half the calls. */
export function shownCount(days: readonly DayTally[]): Count {
  const strata = sumStrata(days);
  const calls = days.reduce((sum, day) => sum + day.calls, 0);
  const x = Object.values(strata).reduce((sum, stratum) => sum + taggedOf(stratum), 0);
  const stands = Object.values(strata).reduce(
    (sum, stratum) => sum + taggedOf(stratum) / (shownShare(stratum) || 1),
    0,
  );
  const { flagged, reviewed } = reviewedOf(strata);
  const shown = x > 0 ? x / stands : flagged === 0 ? 1 : reviewed / flagged;
  return { x, n: calls * shown };
}

function runsThrough(calls: readonly VersionCalls[], days: readonly string[]): boolean {
  if (days.length === 0) return false;
  const seen = new Set(calls.filter((row) => row.calls > 0).map(({ day }) => day));
  return days.filter((day) => seen.has(day)).length >= MOST_DAYS * days.length;
}
