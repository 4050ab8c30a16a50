import { createSimilarField } from './similar-field.ts';
import { similarTerms } from './similar-terms.ts';

/** What is compared: everything the customer said and everything the agent said, a text each. */
export type SimilarText = { customer: string; agent: string };
export type SimilarHit = { id: string; score: number };

export type SimilarIndex = {
  /** Adds a text, or replaces the one of this id. */
  add(id: string, text: SimilarText): void;
  remove(id: string): void;
  /** The k nearest by 0.7 cosine of the customer's words + 0.3 of the agent's, best first; only scores above 0. */
  query(text: SimilarText, k: number): SimilarHit[];
  ids(): string[];
  readonly size: number;
};

/** The lines of statistics.md 4.3, until a team's own answers move them. */
export const SIMILAR_SAME = 0.35;
export const SIMILAR_ASK = 0.18;
const CUSTOMER_SHARE = 0.7;
/** So many of the best by rare terms are compared by all of them. */
const CANDIDATES = 100;
const STEPS = 2_048;

/**
 * Same = count as another occurrence; ask = show and ask; new = keep as its own. `sameMode` is true too where one is untagged; `line` is
 * the upper line that the team's answers taught.
 */
export function decideSimilar(score: number, sameMode: boolean, line = SIMILAR_SAME): 'same' | 'ask' | 'new' {
  if (score >= line && sameMode) return 'same';
  return score >= SIMILAR_ASK ? 'ask' : 'new';
}

/** An in-memory inverted TF-IDF index; `termsOf` is the recipe of statistics.md 4.5 unless a test gives another. */
export function createSimilarIndex(termsOf: (text: string) => string[] = similarTerms): SimilarIndex {
  const ids: (string | undefined)[] = [];
  const rowOf = new Map<string, number>();
  const customer = createSimilarField();
  const agent = createSimilarField();
  let totals = new Float64Array(1_024);

  function remove(id: string): void {
    const row = rowOf.get(id);
    if (row === undefined) return;
    rowOf.delete(id);
    ids[row] = undefined;
    customer.remove(row);
    agent.remove(row);
  }

  return {
    add(id, text) {
      remove(id);
      const row = ids.push(id) - 1;
      rowOf.set(id, row);
      customer.add(row, termsOf(text.customer), rowOf.size);
      agent.add(row, termsOf(text.agent), rowOf.size);
    },
    remove,
    query(text, k) {
      const asked = [
        customer.ask(termsOf(text.customer), rowOf.size, CUSTOMER_SHARE),
        agent.ask(termsOf(text.agent), rowOf.size, 1 - CUSTOMER_SHARE),
      ];
      if (totals.length < ids.length) totals = new Float64Array(ids.length * 2);
      const touched: number[] = [];
      for (const field of asked) field.addRare(totals, touched);
      const hopeful = highest(totals, touched, Math.max(2 * k, CANDIDATES));
      for (const field of asked) field.addCommon(totals, hopeful);
      const hits = hopeful
        .map((row) => ({ row, score: totals[row] as number }))
        .sort((a, b) => b.score - a.score || a.row - b.row)
        .slice(0, k)
        .map(({ row, score }) => ({ id: ids[row] as string, score }));
      for (const row of touched) totals[row] = 0;
      return hits;
    },
    ids: () => [...rowOf.keys()],
    get size() {
      return rowOf.size;
    },
  };
}

/** Rows with about the `n` highest totals (more where they are alike), without sorting all of them. */
function highest(totals: Float64Array, rows: readonly number[], n: number): readonly number[] {
  if (rows.length <= n) return rows;
  const stepOf = (row: number) => Math.min(STEPS - 1, Math.floor((totals[row] as number) * STEPS));
  const counts = new Uint32Array(STEPS);
  for (const row of rows) counts[stepOf(row)] = (counts[stepOf(row)] as number) + 1;
  let step = STEPS - 1;
  for (let left = n - (counts[step] as number); left > 0 && step > 0; left -= counts[step] as number) step -= 1;
  return rows.filter((row) => stepOf(row) >= step);
}
