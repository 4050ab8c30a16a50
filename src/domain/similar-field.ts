/** The inverted index of one text a row, to be asked for every row: for groups of texts. */
export type SimilarField = {
  add(row: number, terms: readonly string[]): void;
  /** Adds share x cosine to `into` for each row that has one of the terms. */
  score(terms: readonly string[], size: number, share: number, into: Map<number, number>): void;
};

/** A posting is one small integer, row x 256 + times the term occurs: half the memory of a pair. */
const TIMES = 256;

/** (1 + ln tf) x (ln((N + 1) / (df + 1)) + 1), cosine. */
export function createSimilarField(): SimilarField {
  const postings = new Map<string, number[]>();
  let norms: number[] = [];
  let rows = 0;
  let sums = new Float64Array(1_024);

  return {
    add(row, terms) {
      for (const [term, times] of countTerms(terms)) {
        const of = postings.get(term);
        if (of) of.push(row * TIMES + times);
        else postings.set(term, [row * TIMES + times]);
      }
      rows = Math.max(rows, row + 1);
      norms = [];
    },
    score(terms, size, share, into) {
      if (norms.length === 0) norms = normsOf(postings, rows, size);
      if (sums.length < rows) sums = new Float64Array(rows * 2);
      const touched: number[] = [];
      let squares = 0;
      for (const [term, times] of countTerms(terms)) {
        const of = postings.get(term) ?? [];
        const factor = idf(size, of.length);
        squares += (weight(times) * factor) ** 2;
        addGains(of, weight(times) * factor * factor, sums, touched);
      }
      for (const row of touched) {
        const cosine = (sums[row] as number) / ((norms[row] as number) * Math.sqrt(squares));
        into.set(row, (into.get(row) ?? 0) + share * cosine);
        sums[row] = 0;
      }
    },
  };
}

function addGains(rows: readonly number[], gain: number, sums: Float64Array, touched: number[]): void {
  for (const packed of rows) {
    const row = Math.floor(packed / TIMES);
    const sum = sums[row] as number;
    if (sum === 0) touched.push(row);
    sums[row] = sum + gain * weight(packed % TIMES);
  }
}

function normsOf(postings: ReadonlyMap<string, number[]>, rows: number, size: number): number[] {
  const squares = new Float64Array(rows);
  for (const of of postings.values()) {
    const factor = idf(size, of.length);
    for (const packed of of) {
      const row = Math.floor(packed / TIMES);
      squares[row] = (squares[row] as number) + (weight(packed % TIMES) * factor) ** 2;
    }
  }
  return Array.from(squares, Math.sqrt);
}

function idf(size: number, documents: number): number {
  return Math.log((size + 1) / (documents + 1)) + 1;
}

const WEIGHTS = Float64Array.from({ length: TIMES }, (_, times) => (times === 0 ? 0 : 1 + Math.log(times)));
function weight(times: number): number {
  return WEIGHTS[times] as number;
}

function countTerms(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, Math.min((counts.get(term) ?? 0) + 1, TIMES - 1));
  return counts;
}
