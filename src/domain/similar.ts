import { highest } from './similar-index/highest.ts';
import { createSimilarSide } from './similar-index/similar-side.ts';
import { similarTerms } from './similar-terms.ts';

/** What is compared: everything the customer said and everything the agent said, a text each. */
export type SimilarText = { customer: string; agent: string };
export type SimilarHit = { id: string; score: number };

export type SimilarIndex = {
  /** Adds a text, or replaces the one of this id. */
  add(id: string, text: SimilarText): void;
  remove(id: string): void;
  /** The k nearest by 0.7 cosine of the customer's words + 0.3 of the agent's, best first; only scores above 0, and none below `least`. */
  query(text: SimilarText, k: number, least?: number): SimilarHit[];
  ids(): string[];
  readonly size: number;
};

/** The lines of statistics.md 4.3, until a team's own answers move them. */
export const SIMILAR_SAME = 0.35;
export const SIMILAR_ASK = 0.18;
const CUSTOMER_SHARE = 0.7;
const EXACT_UP_TO = 500;

/**
 * Same = count as another occurrence; ask = show and ask; new = keep as its own. `sameMode` is true too where one is untagged; `line` is
 * the upper line that the team's answers taught.
 */
export function decideSimilar(score: number, sameMode: boolean, line = SIMILAR_SAME): 'same' | 'ask' | 'new' {
  if (score >= line && sameMode) return 'same';
  return score >= SIMILAR_ASK ? 'ask' : 'new';
}

/**
 * An in-memory TF-IDF index; `termsOf` is the recipe of statistics.md 4.5 unless a test gives another. Up to 500 texts idf and norms are always
 * exact; above, they are counted anew after a tenth has changed (idf drifts slowly).
 */
export function createSimilarIndex(termsOf: (text: string) => string[] = similarTerms): SimilarIndex {
  const ids: (string | undefined)[] = [];
  const rowOf = new Map<string, number>();
  const customer = createSimilarSide();
  const agent = createSimilarSide();
  let changes = 0;
  let rare = new Float64Array(1_024);
  let most = new Float64Array(1_024);

  function remove(id: string): void {
    const row = rowOf.get(id);
    if (row === undefined) return;
    rowOf.delete(id);
    ids[row] = undefined;
    customer.remove(row);
    agent.remove(row);
    changes += 1;
  }

  function tidy(): void {
    if (changes <= (rowOf.size <= EXACT_UP_TO ? 0 : rowOf.size / 10)) return;
    customer.tidy(ids.length, rowOf.size);
    agent.tidy(ids.length, rowOf.size);
    changes = 0;
  }

  return {
    add(id, text) {
      remove(id);
      const row = ids.push(id) - 1;
      rowOf.set(id, row);
      customer.add(row, termsOf(text.customer));
      agent.add(row, termsOf(text.agent));
      changes += 1;
    },
    remove,
    query(text, k, least = 0) {
      tidy();
      const sides = [
        customer.ask(termsOf(text.customer), CUSTOMER_SHARE),
        agent.ask(termsOf(text.agent), 1 - CUSTOMER_SHARE),
      ];
      if (most.length < ids.length) [rare, most] = [new Float64Array(ids.length * 2), new Float64Array(ids.length * 2)];
      rare.fill(0, 0, ids.length);
      for (const side of sides) side.addRare(rare, ids.length);
      most.set(rare.subarray(0, ids.length));
      for (const side of sides) side.addMost(most, ids.length);
      const best = highest(most.subarray(0, ids.length), k, least, (row) =>
        sides.reduce((sum, side) => sum + side.common(row), rare[row] as number),
      );
      for (const side of sides) side.done();
      return best.map(({ row, score }) => ({ id: ids[row] as string, score }));
    },
    ids: () => [...rowOf.keys()],
    get size() {
      return rowOf.size;
    },
  };
}
