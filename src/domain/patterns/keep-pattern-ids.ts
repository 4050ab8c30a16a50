type Grouped = { agent: string; under: string; callIds: readonly string[] };

/** From this share of the smaller one's calls on it is the same pattern. */
const SAME = 0.5;

/**
 * For each found group the index of the earlier one that it goes on from, undefined for a new one. Each earlier one goes on in one group: the one that shares most.
 * A group keeps its past when its calls were confirmed and it moved from a signal to a failure mode.
 */
export function keepPatternIds(found: readonly Grouped[], earlier: readonly Grouped[]): (number | undefined)[] {
  const pairs = found.flatMap((group, at) => {
    const own = new Set(group.callIds);
    return earlier.flatMap((before, from) => {
      if (before.agent !== group.agent) return [];
      const shared = before.callIds.filter((id) => own.has(id)).length;
      const share = shared / Math.max(1, Math.min(own.size, before.callIds.length));
      return share >= SAME ? [{ at, from, share, shared, isSame: before.under === group.under }] : [];
    });
  });
  pairs.sort(
    (a, b) =>
      Number(b.isSame) - Number(a.isSame) || b.shared - a.shared || b.share - a.share || a.at - b.at || a.from - b.from,
  );
  const kept: (number | undefined)[] = found.map(() => undefined);
  const taken = new Set<number>();
  for (const { at, from } of pairs) {
    if (kept[at] !== undefined || taken.has(from)) continue;
    kept[at] = from;
    taken.add(from);
  }
  return kept;
}
