export type SimilarField = {
  add(row: number, terms: readonly string[], size: number): void;
  /** Takes the row out of the counts; its postings go at the next tidying. */
  remove(row: number): void;
  /** Adds share x cosine to `into` for each row that has one of the terms. */
  score(terms: readonly string[], size: number, share: number, into: Map<number, number>): void;
  /** The same in two steps, so that a text full of common words need not visit every row: rare terms first, the rest for the rows that matter. */
  ask(terms: readonly string[], size: number, share: number): AskedField;
};

export type AskedField = {
  /** Adds what the rarest terms give to `totals`, each row it meets for the first time to `touched`. */
  addRare(totals: Float64Array, touched: number[]): void;
  /** Adds what the other terms give to these rows. */
  addCommon(totals: Float64Array, rows: readonly number[]): void;
};

/** Up to this many texts idf and norms are always exact; above, after a tenth has changed (idf drifts slowly). */
const EXACT_UP_TO = 2_000;
/** Up to so many rows of a field's rare terms are visited; what the others give is added for the best only. */
const RARE_POSTINGS = 30_000;
/** A posting is one small integer, row x 256 + times the term occurs: half the memory of a pair. */
const TIMES = 256;

/** The inverted index of one field: (1 + ln tf) x (ln((N + 1) / (df + 1)) + 1), cosine. */
export function createSimilarField(): SimilarField {
  const postings = new Map<string, number[]>();
  const removed = new Set<number>();
  const norms: number[] = [];
  let changes = 0;
  let sums = new Float64Array(1_024);

  function tidy(size: number): void {
    if (removed.size > 0) dropRows(postings, removed);
    removed.clear();
    computeNorms(postings, norms, size);
    changes = 0;
  }

  return {
    add(row, terms, size) {
      let squares = 0;
      for (const [term, times] of countTerms(terms)) {
        const rows = postings.get(term);
        if (rows) rows.push(row * TIMES + times);
        else postings.set(term, [row * TIMES + times]);
        squares += (weight(times) * idf(size, (rows?.length ?? 0) + 1)) ** 2;
      }
      norms[row] = Math.sqrt(squares);
      changes += 1;
    },
    remove(row) {
      removed.add(row);
      changes += 1;
    },
    score(terms, size, share, into) {
      if (changes > (size <= EXACT_UP_TO ? 0 : size / 10)) tidy(size);
      if (sums.length < norms.length) sums = new Float64Array(norms.length * 2);
      const touched: number[] = [];
      let squares = 0;
      for (const [term, times] of countTerms(terms)) {
        const rows = postings.get(term) ?? [];
        const factor = idf(size, rows.length);
        squares += (weight(times) * factor) ** 2;
        addGains(rows, weight(times) * factor * factor, sums, touched);
      }
      for (const row of touched) {
        const cosine = (sums[row] as number) / ((norms[row] as number) * Math.sqrt(squares));
        if (!removed.has(row)) into.set(row, (into.get(row) ?? 0) + share * cosine);
        sums[row] = 0;
      }
    },
    ask(terms, size, share) {
      if (changes > (size <= EXACT_UP_TO ? 0 : size / 10)) tidy(size);
      return askField({ postings, removed, norms }, terms, size, share);
    },
  };
}

type Index = { postings: ReadonlyMap<string, number[]>; removed: ReadonlySet<number>; norms: readonly number[] };

function askField(
  { postings, removed, norms }: Index,
  terms: readonly string[],
  size: number,
  share: number,
): AskedField {
  const asked = [...countTerms(terms)]
    .map(([term, times]) => ({ times, rows: postings.get(term) ?? [] }))
    .sort((a, b) => a.rows.length - b.rows.length);
  const factors = asked.map(({ rows }) => idf(size, rows.length));
  const length = Math.sqrt(asked.reduce((sum, { times }, i) => sum + (weight(times) * (factors[i] as number)) ** 2, 0));
  const gains = asked.map(({ times }, i) => (share * weight(times) * (factors[i] as number) ** 2) / length);
  const first = firstCommon(asked.map(({ rows }) => rows.length));
  return {
    addRare(totals, touched) {
      for (let i = 0; i < first; i += 1) {
        for (const packed of asked[i]?.rows ?? []) {
          const row = Math.floor(packed / TIMES);
          if (removed.has(row)) continue;
          if (totals[row] === 0) touched.push(row);
          totals[row] =
            (totals[row] as number) + ((gains[i] as number) * weight(packed % TIMES)) / (norms[row] as number);
        }
      }
    },
    addCommon(totals, rows) {
      for (let i = first; i < asked.length; i += 1) {
        for (const row of rows) {
          const times = timesIn(asked[i]?.rows ?? [], row);
          if (times > 0)
            totals[row] = (totals[row] as number) + ((gains[i] as number) * weight(times)) / (norms[row] as number);
        }
      }
    },
  };
}

/** The first of these, rarest first, at which the postings of all before it are enough. */
function firstCommon(lengths: readonly number[]): number {
  let visited = 0;
  for (const [i, length] of lengths.entries()) {
    visited += length;
    if (visited > RARE_POSTINGS) return i;
  }
  return lengths.length;
}

/** How often a row has a term: its postings stand in the order of the rows. */
function timesIn(rows: readonly number[], row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] as number) < row * TIMES) low = middle + 1;
    else high = middle;
  }
  const packed = rows[low];
  return packed !== undefined && Math.floor(packed / TIMES) === row ? packed % TIMES : 0;
}

function addGains(rows: readonly number[], gain: number, sums: Float64Array, touched: number[]): void {
  for (const packed of rows) {
    const row = Math.floor(packed / TIMES);
    const sum = sums[row] as number;
    if (sum === 0) touched.push(row);
    sums[row] = sum + gain * weight(packed % TIMES);
  }
}

function dropRows(postings: Map<string, number[]>, removed: ReadonlySet<number>): void {
  for (const [term, rows] of postings) {
    const kept = rows.filter((packed) => !removed.has(Math.floor(packed / TIMES)));
    if (kept.length === 0) postings.delete(term);
    else if (kept.length < rows.length) postings.set(term, kept);
  }
}

function computeNorms(postings: ReadonlyMap<string, number[]>, norms: number[], size: number): void {
  norms.fill(0);
  for (const rows of postings.values()) {
    const factor = idf(size, rows.length);
    for (const packed of rows) {
      const row = Math.floor(packed / TIMES);
      norms[row] = (norms[row] as number) + (weight(packed % TIMES) * factor) ** 2;
    }
  }
  for (let row = 0; row < norms.length; row += 1) norms[row] = Math.sqrt(norms[row] as number);
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
