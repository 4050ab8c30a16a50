/** Remembers ids for a while in this process. */
export type Seen = {
  /** True the first time. */
  add(id: string): boolean;
  /** As if it had never come: what it asked for did not happen. */
  forget(id: string): void;
};

/** Ids stay for `keepMs` to twice that, at most `max` of each half: two sets that take turns cost nothing to age. */
export function createSeen({ keepMs, max, now }: { keepMs: number; max: number; now: () => number }): Seen {
  let young = new Set<string>();
  let old = new Set<string>();
  let since = now();
  return {
    add(id) {
      if (now() - since > keepMs || young.size >= max) {
        old = now() - since > 2 * keepMs ? new Set() : young;
        young = new Set();
        since = now();
      }
      if (young.has(id) || old.has(id)) return false;
      young.add(id);
      return true;
    },
    forget(id) {
      young.delete(id);
      old.delete(id);
    },
  };
}
