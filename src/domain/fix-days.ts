import { addDays } from './week.ts';

/** Calls of one local day and agent by version ('' where unknown) and the scorecard that flagged them ('' where not scored yet). */
export type VersionCalls = { day: string; agent: string; version: string; scorecard: string; calls: number };

/**
 * Flagged calls of one local day, agent, version and severity: `how` a person came to them, and as what they were confirmed
 * (a duplicate counts as what it is a duplicate of). 'served' came in the queue's random order, 'picked' did not.
 */
export type FlaggedCalls = {
  day: string;
  agent: string;
  version: string;
  severity: string;
  how: 'waiting' | 'served' | 'picked';
  failureModes: readonly string[];
  n: number;
};

export type FixData = { calls: readonly VersionCalls[]; flagged: readonly FlaggedCalls[] };

/** Flagged calls of one severity: waiting, reviewed in the queue's order or out of it, and how many of those had the failure. */
export type Stratum = {
  waiting: number;
  served: number;
  picked: number;
  taggedServed: number;
  taggedPicked: number;
  /** Confirmed with a failure that no fix of the window is against. */
  control: number;
  /** Confirmed, but not with this failure. */
  others: number;
};

/** One day as a verdict counts it. */
export type DayTally = {
  day: string;
  /** 0 is Sunday. */
  weekday: number;
  calls: number;
  strata: Readonly<Record<string, Stratum>>;
};

/** Stands for failures of every kind; no failure mode is called so. */
export const ANY_FAILURE = '*';

export type TallyOrder = {
  /** Or `ANY_FAILURE`. */
  failureMode: string;
  /** Failure modes that some fix of the window is against. */
  touched: ReadonlySet<string>;
  /** Only these versions' calls. */
  version?: (version: string) => boolean;
};

/** The days in order, also those without calls. */
export function tallyDays(data: FixData, days: readonly string[], order: TallyOrder): DayTally[] {
  const counts = ({ version }: { version: string }) => order.version === undefined || order.version(version);
  const calls = byDay(data.calls);
  const flagged = byDay(data.flagged);
  return [...new Set(days)].map((day) => {
    const tally = emptyDay(day);
    for (const row of calls.get(day) ?? []) if (counts(row)) tally.calls += row.calls;
    for (const row of flagged.get(day) ?? []) if (counts(row)) addFlagged(tally, row, order);
    return tally;
  });
}

const grouped = new WeakMap<object, Map<string, unknown[]>>();

/** Rows by their day, grouped once however often they are tallied. */
function byDay<R extends { day: string }>(rows: readonly R[]): Map<string, R[]> {
  const known = grouped.get(rows) ?? Map.groupBy(rows, ({ day }) => day);
  grouped.set(rows, known);
  return known as Map<string, R[]>;
}

type Growing = { -readonly [K in keyof Omit<DayTally, 'strata'>]: DayTally[K] } & { strata: Record<string, Stratum> };

function addFlagged(tally: Growing, row: FlaggedCalls, { failureMode, touched }: TallyOrder): void {
  const stratum = tally.strata[row.severity] ?? emptyStratum();
  tally.strata[row.severity] = stratum;
  stratum[row.how] += row.n;
  const any = failureMode === ANY_FAILURE;
  const has = any ? row.failureModes.length > 0 : row.failureModes.includes(failureMode);
  if (has && row.how === 'served') stratum.taggedServed += row.n;
  if (has && row.how === 'picked') stratum.taggedPicked += row.n;
  if (!has && row.failureModes.length > 0) stratum.others += row.n;
  if (!any && row.failureModes.some((mode) => mode !== failureMode && !touched.has(mode))) stratum.control += row.n;
}

function emptyDay(day: string): Growing {
  return { day, weekday: new Date(`${day}T00:00:00Z`).getUTCDay(), calls: 0, strata: {} };
}

export function emptyStratum(): Stratum {
  return { waiting: 0, served: 0, picked: 0, taggedServed: 0, taggedPicked: 0, control: 0, others: 0 };
}

/** The days from one until before another. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
  return days;
}
