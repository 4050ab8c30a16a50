import { similarTerms, wordsOf } from '#src/domain/similar-terms.ts';
import type { TermCounts } from './telling-terms.ts';

const SENTENCES_A_CALL = 20;
const LONGEST = 160;

/** How near a text is to the middle of a group: the cosine of its terms with those that the group shares. */
export type Nearness = (terms: readonly string[]) => number;

/** `group` and `all`: in how many calls of the group, and of all, each term stands. */
export function nearnessTo(
  group: { counts: TermCounts; size: number },
  all: { counts: TermCounts; size: number },
): Nearness {
  const idf = (term: string) => Math.log((all.size + 1) / ((all.counts.get(term) ?? 0) + 1)) + 1;
  return (terms) => {
    let near = 0;
    let squares = 0;
    for (const term of new Set(terms)) {
      const weight = idf(term);
      near += (weight * weight * (group.counts.get(term) ?? 0)) / group.size;
      squares += weight * weight;
    }
    return squares === 0 ? 0 : near / Math.sqrt(squares);
  };
}

/** The sentence of all of them nearest to the middle, of 4 to 25 words; undefined where nobody said one. */
export function centralSentence(
  calls: readonly { callId: string; said: string }[],
  near: Nearness,
): { sentence: string; callId: string } | undefined {
  let best: { sentence: string; callId: string; score: number } | undefined;
  for (const { callId, said } of calls) {
    for (const sentence of sentencesOf(said)) {
      const score = near(similarTerms(sentence));
      if (score > (best?.score ?? 0)) best = { sentence, callId, score };
    }
  }
  return best && { sentence: best.sentence, callId: best.callId };
}

function sentencesOf(said: string): string[] {
  return said
    .split(/\n+|(?<=[.!?…])\s+|(?<=[。？！])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length <= LONGEST && isReadable(wordsOf(sentence).length))
    .slice(0, SENTENCES_A_CALL);
}

function isReadable(words: number): boolean {
  return words >= 4 && words <= 25;
}
