import { align } from '#src/domain/align.ts';

/** A stretch of a text that the other text has too, or has not. */
export type Piece = { text: string; differs: boolean };

/** Two wordings of one line, each cut where it begins or ends to differ from the other; punctuation and case count as the same. */
export function differingWords(before: string, now: string): { before: Piece[]; now: Piece[] } {
  const [a, b] = [wordsOf(before), wordsOf(now)];
  const pairs = align(a.map(keyOf), b.map(keyOf));
  const shared = (side: 'a' | 'b') =>
    new Set(pairs.flatMap((pair) => (pair.a !== undefined && pair.b !== undefined ? (pair[side] as number) : [])));
  return { before: piecesOf(a, shared('a')), now: piecesOf(b, shared('b')) };
}

/** Words with the white space behind them, so that the pieces joined are the text. */
function wordsOf(text: string): string[] {
  return text.match(/\S+\s*|^\s+/g) ?? [];
}

function keyOf(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '') || word.trim();
}

function piecesOf(words: readonly string[], shared: ReadonlySet<number>): Piece[] {
  const pieces: Piece[] = [];
  for (const [i, text] of words.entries()) {
    const differs = !shared.has(i);
    const last = pieces.at(-1);
    if (last?.differs === differs) last.text += text;
    else pieces.push({ text, differs });
  }
  return pieces;
}
