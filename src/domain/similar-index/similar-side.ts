import { createRowEntries, type RowEntries } from './row-entries.ts';
import { createTermNumbers, termOf, weight } from './term-numbers.ts';
import { CLASSES, type Weights, weigh } from './weigh.ts';

/** One of the two texts that are compared, of every row. */
export type SimilarSide = {
  add(row: number, terms: readonly string[]): void;
  remove(row: number): void;
  /** Counts idf, norms and postings anew for these rows, `size` of them alive. */
  tidy(rows: number, size: number): void;
  ask(terms: readonly string[], share: number): AskedSide;
};

/** What share x cosine each row has with the text that was asked for. */
export type AskedSide = {
  /** Adds what the rare terms give to each of so many rows. */
  addRare(totals: Float64Array, rows: number): void;
  /** Adds the most that the common terms can give to each of so many rows. */
  addMost(totals: Float64Array, rows: number): void;
  /** What the common terms do give to a row. */
  common(row: number): number;
  /** To be called once when all is asked. */
  done(): void;
};

/** Postings of rows that came after the last tidying, by term. */
type Late = Map<number, number[]>;
/** `gains`: what each term of the question gives a row of norm 1 that has it once; `sums`: by row, all 0 between two questions. */
type Index = { entries: RowEntries; weights: Weights; late: Late; gains: Float64Array; sums: Float64Array };

export function createSimilarSide(): SimilarSide {
  const numbers = createTermNumbers();
  const entries = createRowEntries();
  let weights = weigh(entries, 0, 0, 0);
  let late: Late = new Map();
  /** All 0 between two questions. */
  let gains = new Float64Array(1_024);
  let sums = new Float64Array(1_024);

  return {
    add(row, terms) {
      const own = numbers.count(terms);
      entries.put(row, own);
      weights.add(row);
      for (const entry of own) {
        if (weights.classOf(termOf(entry)) > 0) continue;
        const posting = (row << 8) | (entry & 255);
        const rows = late.get(termOf(entry));
        if (rows) rows.push(posting);
        else late.set(termOf(entry), [posting]);
      }
    },
    remove(row) {
      entries.drop(row);
      weights.remove(row);
    },
    tidy(rows, size) {
      late = new Map();
      weights = weigh(entries, rows, numbers.size, size);
    },
    ask(terms, share) {
      if (gains.length < numbers.size) gains = new Float64Array(numbers.size * 2);
      const { known, strangers } = numbers.countKnown(terms);
      if (sums.length < weights.inverse.length) sums = new Float64Array(weights.inverse.length);
      return askSide({ entries, weights, late, gains, sums }, known, strangers, share);
    },
  };
}

function askSide(index: Index, known: Uint32Array, strangers: readonly number[], share: number): AskedSide {
  const { entries, weights, gains } = index;
  const squares = new Float64Array(CLASSES + 1);
  for (const entry of known) {
    const of = weights.classOf(termOf(entry));
    squares[of] = (squares[of] as number) + (weight(entry) * weights.idf(termOf(entry))) ** 2;
  }
  const strange = strangers.reduce((sum, times) => sum + (weight(Math.min(times, 255)) * weights.newIdf) ** 2, 0);
  const length = Math.sqrt(squares.reduce((sum, square) => sum + square, strange));
  for (const entry of known) gains[termOf(entry)] = (share * weight(entry) * weights.idf(termOf(entry)) ** 2) / length;
  return {
    addRare: (totals, rows) => addRare(index, known, totals, rows),
    addMost(totals, rows) {
      if (length === 0) return;
      const most = (square: number) => (share * Math.sqrt(square)) / length;
      const [, common = 0, commoner = 0, commonest = 0] = squares;
      addParts(weights.parts, [most(common), most(commoner), most(commonest)], totals, rows);
    },
    common: (row) => entries.dot(row, weights.commonOf(row), gains) * (weights.inverse[row] as number),
    done() {
      for (const entry of known) gains[termOf(entry)] = 0;
    },
  };
}

/** So many rows' sums stay in a core's first cache. */
const ROWS_AT_ONCE = 4_096;

/** What the rare terms give: the norms are divided by at the end, so that a row's is read once and not with each posting. */
function addRare({ weights, late, gains, sums }: Index, known: Uint32Array, totals: Float64Array, rows: number): void {
  const terms = known.filter((entry) => weights.classOf(termOf(entry)) === 0).map(termOf);
  addSettled(weights, terms, gains, sums);
  for (const term of terms) {
    const gain = gains[term] as number;
    for (const posting of late.get(term) ?? [])
      sums[termOf(posting)] = (sums[termOf(posting)] as number) + gain * weight(posting);
  }
  const { inverse } = weights;
  for (let row = 0; row < rows; row += 1) {
    totals[row] = (totals[row] as number) + (sums[row] as number) * (inverse[row] as number);
    sums[row] = 0;
  }
}

/** Takes all terms some rows at a time: the sums of a hundred thousand rows are too many to be found quickly in turn. */
function addSettled(weights: Weights, terms: Uint32Array, gains: Float64Array, sums: Float64Array): void {
  const lists = Array.from(terms, (term) => weights.postings(term));
  const next = new Uint32Array(lists.length);
  let isLeft = lists.length > 0;
  for (let until = ROWS_AT_ONCE; isLeft; until += ROWS_AT_ONCE) {
    isLeft = false;
    for (let n = 0; n < lists.length; n += 1) {
      const list = lists[n] as Uint32Array;
      const gain = gains[terms[n] as number] as number;
      let i = next[n] as number;
      // Rows stand where terms do in an entry.
      while (i < list.length && termOf(list[i] as number) < until) {
        const posting = list[i] as number;
        sums[termOf(posting)] = (sums[termOf(posting)] as number) + gain * weight(posting);
        i += 1;
      }
      next[n] = i;
      if (i < list.length) isLeft = true;
    }
  }
}

/** One pass over the rows for all classes. */
function addParts(parts: Weights['parts'], most: [number, number, number], totals: Float64Array, rows: number): void {
  const [common, commoner, commonest] = parts;
  const [first, second, third] = most;
  for (let row = 0; row < rows; row += 1)
    totals[row] =
      (totals[row] as number) +
      first * (common[row] as number) +
      second * (commoner[row] as number) +
      third * (commonest[row] as number);
}
