const SHOWN = 5;
/** A word of fewer of the group's calls tells little, however rare it is elsewhere. */
const FEWEST = 3;

/** In how many calls each term stands. */
export type TermCounts = ReadonlyMap<string, number>;

/** How much more a term stands in a group than outside, as z: a and c calls of the group with and without it, b and d outside. */
export function logOddsZ(a: number, b: number, c: number, d: number): number {
  const [with1, with0, without1, without0] = [a + 0.5, b + 0.5, c + 0.5, d + 0.5];
  const spread = Math.sqrt(1 / with1 + 1 / with0 + 1 / without1 + 1 / without0);
  return Math.log((with1 * without0) / (with0 * without1)) / spread;
}

/** In how many of the texts each term stands. */
export function countIn(texts: Iterable<readonly string[]>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const terms of texts) for (const term of new Set(terms)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** The terms that tell a group from all the calls it is part of, most telling first; none that only repeats another's word. */
export function tellingTerms(
  group: { counts: TermCounts; size: number },
  all: { counts: TermCounts; size: number },
): string[] {
  const scored = [...group.counts]
    .filter(([term, a]) => a >= FEWEST && !isSpelled(term))
    .map(([term, a]) => {
      const b = (all.counts.get(term) ?? a) - a;
      return { term, z: logOddsZ(a, b, group.size - a, Math.max(0, all.size - group.size - b)) };
    })
    .filter(({ z }) => z > 0)
    .sort((one, two) => two.z - one.z || (one.term < two.term ? -1 : 1));
  const chosen: string[] = [];
  for (const { term } of scored) {
    if (chosen.length === SHOWN) break;
    const words = term.split('_');
    if (!chosen.some((one) => one.split('_').some((word) => words.includes(word)))) chosen.push(term);
  }
  return chosen;
}

/** Letters and digits of a number that somebody spelled ("w six three nine") tell whose call it was, not what it was about. */
function isSpelled(term: string): boolean {
  const words = term.split('_');
  return words.some((word) => /^[a-z]$/.test(word)) || words.every((word) => DIGITS.has(word));
}

const DIGITS = new Set(
  `zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
  eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand double triple dash hyphen
  underscore dot slash`.split(/\s+/),
);

/** A term as people said it most often. */
export function asSaid(term: string, spoken: readonly { term: string; said: string }[]): string {
  const forms = new Map<string, number>();
  for (const { term: one, said } of spoken) if (one === term) forms.set(said, (forms.get(said) ?? 0) + 1);
  return [...forms].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? term.replace('_', ' ');
}
