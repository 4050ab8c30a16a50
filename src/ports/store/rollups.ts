/** A local day of an agent under which something changed since it was counted; `calls` is false where only its reviews did. */
export type StaleDay = { agent: string; day: string; calls: boolean };

/** Days to count anew, and the marks that say so. */
export type StaleDays = { days: readonly StaleDay[]; marks: readonly number[] };

/** What a count says, as the database keeps it. */
export type DayCells = {
  calls: readonly Readonly<Record<string, unknown>>[];
  reviews: readonly Readonly<Record<string, unknown>>[];
};

/** Reports read the counts that are kept of each day; whatever is not counted yet they count from the calls, so that they are always exact. */
export type RollupReads = {
  /** The zone that days are kept in, and from which day on (undefined: none yet; `isAll`: no call is older). */
  rolledFrom(zone: string): Promise<{ day: string; isAll: boolean } | undefined>;
  /** At most `limit` days, those changed longest ago first; what changed less than `settledMs` ago waits for the next time. */
  stale(zone: string, options: { settledMs: number; limit: number }): Promise<StaleDays>;
  /** Counts days from their calls and reviews; as long as that takes, so outside a transaction. */
  count(zone: string, days: readonly StaleDay[]): Promise<DayCells>;
};

export type RollupWrites = RollupReads & {
  /** Drops what is kept and begins anew in this zone: from tomorrow on days are kept, earlier ones when `stepBack` comes to them. */
  begin(zone: string, now: Date): Promise<void>;
  /** Keeps what was counted; false, and nothing is changed, when somebody else counted one of the days meanwhile or began anew. */
  put(zone: string, stale: StaleDays, cells: DayCells): Promise<boolean>;
  /** Lets days be kept from one day with calls earlier on, which is stale until it is counted; undefined when somebody else did. */
  stepBack(zone: string): Promise<{ day: string; isAll: boolean } | undefined>;
};
