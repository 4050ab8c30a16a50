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
      const scores = new Map<number, number>();
      customer.score(termsOf(text.customer), rowOf.size, CUSTOMER_SHARE, scores);
      agent.score(termsOf(text.agent), rowOf.size, 1 - CUSTOMER_SHARE, scores);
      return [...scores]
        .sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .slice(0, k)
        .map(([row, score]) => ({ id: ids[row] as string, score }));
    },
    ids: () => [...rowOf.keys()],
    get size() {
      return rowOf.size;
    },
  };
}
