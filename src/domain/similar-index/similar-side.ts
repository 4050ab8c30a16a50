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
  /** Adds what the rare terms give to each row's total. */
  addRare(totals: Float64Array): void;
  /** Adds the most that the common terms can give to each of so many rows. */
  addMost(totals: Float64Array, rows: number): void;
  /** What the common terms do give to a row. */
  common(row: number): number;
  /** To be called once when all is asked. */
  done(): void;
};

/** Postings of rows that came after the last tidying, by term. */
type Late = Map<number, number[]>;
/** `gains`: what each term of the question gives a row of norm 1 that has it once. */
type Index = { entries: RowEntries; weights: Weights; late: Late; gains: Float64Array };

export function createSimilarSide(): SimilarSide {
  const numbers = createTermNumbers();
  const entries = createRowEntries();
  let weights = weigh(entries, 0, 0, 0);
  let late: Late = new Map();
  /** All 0 between two questions. */
  let gains = new Float64Array(1_024);

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
      return askSide({ entries, weights, late, gains }, known, strangers, share);
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
    addRare: (totals) => addRare(index, known, totals),
    addMost(totals, rows) {
      for (const [i, part] of weights.parts.entries()) {
        const most = length === 0 ? 0 : (share * Math.sqrt(squares[i + 1] as number)) / length;
        if (most === 0) continue;
        for (let row = 0; row < rows; row += 1) totals[row] = (totals[row] as number) + most * (part[row] as number);
      }
    },
    common: (row) => entries.dot(row, weights.commonOf(row), gains) * (weights.inverse[row] as number),
    done() {
      for (const entry of known) gains[termOf(entry)] = 0;
    },
  };
}

function addRare({ weights, late, gains }: Index, known: Uint32Array, totals: Float64Array): void {
  for (const entry of known) {
    const term = termOf(entry);
    if (weights.classOf(term) > 0) continue;
    for (const postings of [weights.postings(term), late.get(term) ?? []])
      addPostings(postings, gains[term] as number, weights.inverse, totals);
  }
}

function addPostings(postings: ArrayLike<number>, gain: number, inverse: Float64Array, totals: Float64Array): void {
  for (let i = 0; i < postings.length; i += 1) {
    const posting = postings[i] as number;
    // Rows stand where terms do in an entry.
    const row = termOf(posting);
    totals[row] = (totals[row] as number) + gain * weight(posting) * (inverse[row] as number);
  }
}
