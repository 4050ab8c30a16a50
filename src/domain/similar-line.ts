import { SIMILAR_ASK, SIMILAR_SAME } from './similar.ts';

const FIRST_AT = 50;
const LEAST_ABOVE = 20;
const LEAST_SAME = 0.98;

/**
 * From which score a call counts as the same: 0.35 until 50 answers were given, then the lowest score from which on at least 98 % of at
 * least 20 answers said "same"; Infinity where no score is that sure, so that people are always asked (statistics.md section 4.3).
 */
export function learnSimilarLine(answers: readonly { similarity: number; answer: 'same' | 'separate' }[]): number {
  if (answers.length < FIRST_AT) return SIMILAR_SAME;
  const falling = [...answers].sort((a, b) => b.similarity - a.similarity);
  let line = Number.POSITIVE_INFINITY;
  let same = 0;
  for (const [i, { similarity, answer }] of falling.entries()) {
    if (answer === 'same') same += 1;
    const isLastOfScore = falling[i + 1]?.similarity !== similarity;
    if (isLastOfScore && i + 1 >= LEAST_ABOVE && same / (i + 1) >= LEAST_SAME) line = similarity;
  }
  return Math.max(line, SIMILAR_ASK);
}
