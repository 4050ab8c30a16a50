import type { RowEntries } from './row-entries.ts';
import { termOf, weight } from './term-numbers.ts';

/**
 * How common a term is: 0 for the rare ones, whose postings are kept. The others find no row, they only count for the rows that may be among the
 * best; in classes, as what a class can give a row is known the better the more alike its terms are.
 */
const COMMON_FROM = [1 / 10, 1 / 5, 1 / 2.5];
export const CLASSES = COMMON_FROM.length;
/** In a small suite every term is rare. */
const ALWAYS_RARE = 1_000;

type Parts = [common: Float64Array, commoner: Float64Array, commonest: Float64Array];

/** idf, norms and postings of one side as they stood when it was last tidied; rows that come after take the idf of then. */
export type Weights = {
  idf(term: number): number;
  /** Of a term that no text has. */
  readonly newIdf: number;
  classOf(term: number): number;
  /** Rows << 8 | times, of a rare term. */
  postings(term: number): Uint32Array;
  /** 1 / norm by row; 0 where there is none. */
  readonly inverse: Float64Array;
  /** By class, what part of each row's norm is of its terms, 0 to 1: no terms of a question in that class can give the row more. */
  readonly parts: Readonly<Parts>;
  /** How many of a row's entries are of common terms; they stand first. */
  commonOf(row: number): number;
  add(row: number): void;
  remove(row: number): void;
};

export function weigh(entries: RowEntries, rows: number, terms: number, size: number): Weights {
  const documents = new Uint32Array(terms);
  for (let row = 0; row < rows; row += 1)
    for (const entry of entries.of(row)) documents[termOf(entry)] = (documents[termOf(entry)] as number) + 1;
  const idfs = Float64Array.from(documents, (n) => idf(size, n));
  const lines = COMMON_FROM.map((share) => Math.max(ALWAYS_RARE, size * share));
  const classes = Uint8Array.from(documents, (n) => lines.filter((line) => n > line).length);
  const { starts, postings } = invert(entries, rows, documents, classes);
  const lateIdf = idf(size + 1, 1);
  let inverse = new Float64Array(rows);
  let parts: Parts = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  let common = new Uint32Array(rows);

  function add(row: number): void {
    if (row >= inverse.length) {
      inverse = longer(inverse);
      parts = [longer(parts[0]), longer(parts[1]), longer(parts[2])];
      common = Uint32Array.from({ length: inverse.length }, (_, i) => common[i] ?? 0);
    }
    const own = entries.of(row);
    const squares = new Float64Array(CLASSES + 1);
    let first = 0;
    for (let i = 0; i < own.length; i += 1) {
      const entry = own[i] as number;
      const of = classes[termOf(entry)] ?? 0;
      squares[of] = (squares[of] as number) + (weight(entry) * (idfs[termOf(entry)] ?? lateIdf)) ** 2;
      if (of === 0) continue;
      own[i] = own[first] as number;
      own[first] = entry;
      first += 1;
    }
    const norm = squares.reduce((sum, square) => sum + square, 0);
    inverse[row] = norm === 0 ? 0 : 1 / Math.sqrt(norm);
    for (const [i, part] of parts.entries()) part[row] = norm === 0 ? 0 : Math.sqrt((squares[i + 1] as number) / norm);
    common[row] = first;
  }

  for (let row = 0; row < rows; row += 1) add(row);
  return {
    idf: (term) => idfs[term] ?? lateIdf,
    newIdf: idf(size, 0),
    classOf: (term) => classes[term] ?? 0,
    postings: (term) => postings.subarray(starts[term] ?? postings.length, starts[term + 1] ?? postings.length),
    get inverse() {
      return inverse;
    },
    get parts() {
      return parts;
    },
    commonOf: (row) => common[row] ?? 0,
    add,
    remove(row) {
      inverse[row] = 0;
      for (const part of parts) part[row] = 0;
      common[row] = 0;
    },
  };
}

/** The postings of all rare terms in one array, those of term t from starts[t] to starts[t + 1]. */
function invert(
  entries: RowEntries,
  rows: number,
  documents: Uint32Array,
  classes: Uint8Array,
): { starts: Uint32Array; postings: Uint32Array } {
  const starts = new Uint32Array(documents.length + 1);
  for (let term = 0; term < documents.length; term += 1)
    starts[term + 1] = (starts[term] as number) + (classes[term] === 0 ? (documents[term] as number) : 0);
  const next = starts.slice();
  const postings = new Uint32Array(starts.at(-1) as number);
  for (let row = 0; row < rows; row += 1)
    for (const entry of entries.of(row)) {
      const term = termOf(entry);
      if (classes[term] !== 0) continue;
      postings[next[term] as number] = (row << 8) | (entry & 255);
      next[term] = (next[term] as number) + 1;
    }
  return { starts, postings };
}

function idf(size: number, documents: number): number {
  return Math.log((size + 1) / (documents + 1)) + 1;
}

function longer(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(Math.max(1_024, numbers.length * 2));
  grown.set(numbers);
  return grown;
}
