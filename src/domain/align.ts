/** Where two sequences stand side by side: the index in each, undefined where the other has something of its own. */
export type Pair = { a: number | undefined; b: number | undefined };

/** More cells than this are not compared one with each other: what is beyond the shared start is taken in order. */
const MAX_CELLS = 1_000_000;

/** Sets two sequences side by side so that the most equal keys meet (longest common subsequence); the order of both is kept. */
export function align(a: readonly string[], b: readonly string[]): Pair[] {
  if (a.length * b.length > MAX_CELLS) return inOrder(a.length, b.length);
  const best = bestLengths(a, b);
  const width = b.length + 1;
  const pairs: Pair[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const down = i < a.length ? (best[(i + 1) * width + j] as number) : -1;
    const right = j < b.length ? (best[i * width + j + 1] as number) : -1;
    if (i < a.length && j < b.length && a[i] === b[j]) pairs.push({ a: i++, b: j++ });
    else if (down >= right) pairs.push({ a: i++, b: undefined });
    else pairs.push({ a: undefined, b: j++ });
  }
  return pairs;
}

/** For every place in both: how many keys can still meet from there on. */
function bestLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const best = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      best[i * width + j] =
        a[i] === b[j]
          ? (best[(i + 1) * width + j + 1] as number) + 1
          : Math.max(best[(i + 1) * width + j] as number, best[i * width + j + 1] as number);
    }
  }
  return best;
}

function inOrder(a: number, b: number): Pair[] {
  return Array.from({ length: Math.max(a, b) }, (_, i) => ({ a: i < a ? i : undefined, b: i < b ? i : undefined }));
}
