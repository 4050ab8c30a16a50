import { createSimilarField } from '#src/domain/similar-field.ts';

const NEIGHBOURS = 10;
const ALIKE = 0.1;
/** Labels settle in a handful of rounds; two that swap for ever must end, too. */
const ROUNDS = 30;
const SMALLEST = 3;
const TEXTS_A_TURN = 10;

type Links = readonly ReadonlyMap<number, number>[];

/**
 * Groups of texts (rows of `terms`) that are alike: each linked to its ten nearest by cosine of TF-IDF, labels handed on in the
 * order of the rows until they stand (statistics.md 5). Largest first; fewer than three make no group. `pause` is awaited between slices of the work.
 */
export async function groupAlike(
  terms: readonly (readonly string[])[],
  pause: () => Promise<void>,
): Promise<number[][]> {
  const labels = settleLabels(await linkNearest(terms, pause));
  const groups = new Map<number, number[]>();
  for (const [row, label] of labels.entries()) groups.set(label, [...(groups.get(label) ?? []), row]);
  return [...groups.values()]
    .filter((rows) => rows.length >= SMALLEST)
    .sort((a, b) => b.length - a.length || (a[0] as number) - (b[0] as number));
}

async function linkNearest(terms: readonly (readonly string[])[], pause: () => Promise<void>): Promise<Links> {
  const field = createSimilarField();
  for (const [row, own] of terms.entries()) {
    if (row % TEXTS_A_TURN === 0) await pause();
    field.add(row, own);
  }
  const links = terms.map(() => new Map<number, number>());
  for (const [row, own] of terms.entries()) {
    if (row % TEXTS_A_TURN === 0) await pause();
    const scores = new Map<number, number>();
    field.score(own, terms.length, 1, scores);
    scores.delete(row);
    for (const [other, score] of nearest(scores)) {
      links[row]?.set(other, score);
      links[other]?.set(row, score);
    }
  }
  return links;
}

/** The best few without sorting all. */
function nearest(scores: ReadonlyMap<number, number>): [number, number][] {
  const best: [number, number][] = [];
  const isBetter = (row: number, score: number, than: readonly [number, number]) =>
    score > than[1] || (score === than[1] && row < than[0]);
  for (const [row, score] of scores) {
    const last = best.at(-1);
    if (score < ALIKE || (best.length === NEIGHBOURS && last && !isBetter(row, score, last))) continue;
    const place = best.findIndex((one) => isBetter(row, score, one));
    best.splice(place < 0 ? best.length : place, 0, [row, score]);
    if (best.length > NEIGHBOURS) best.pop();
  }
  return best;
}

function settleLabels(links: Links): number[] {
  const labels = links.map((_, row) => row);
  for (let round = 0; round < ROUNDS; round += 1) {
    let changes = 0;
    for (const [row, own] of links.entries()) {
      const label = heaviest(own, labels, labels[row] as number);
      if (label !== labels[row]) changes += 1;
      labels[row] = label;
    }
    if (changes === 0) break;
  }
  return labels;
}

/** The label with most weight around a row: its own where that is among the heaviest, else the smallest of them. */
function heaviest(links: ReadonlyMap<number, number>, labels: readonly number[], own: number): number {
  const weights = new Map<number, number>();
  for (const [other, score] of links) {
    const label = labels[other] as number;
    weights.set(label, (weights.get(label) ?? 0) + score);
  }
  const most = Math.max(0, ...weights.values());
  if (most === 0 || weights.get(own) === most) return own;
  return Math.min(...[...weights].flatMap(([label, weight]) => (weight === most ? [label] : [])));
}
