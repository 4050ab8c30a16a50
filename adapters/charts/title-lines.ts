import { cut } from '#src/domain/plain-text.ts';

/** How wide a letter of DejaVu Sans is on average, as a share of the font's size; bold ones are wider. */
const LETTER = { plain: 0.57, bold: 0.68 } as const;

/** Words in lines no wider than `room` pixels: ECharts guesses widths too small for DejaVu. What is beyond the last line is cut. */
export function titleLines(
  text: string,
  room: number,
  { fontSize, most = 2, weight = 'bold' }: { fontSize: number; most?: number; weight?: keyof typeof LETTER },
): string[] {
  const letters = Math.max(4, Math.floor(room / (fontSize * LETTER[weight])));
  const lines: string[] = [];
  for (const word of text.split(/ +/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cut(word, letters));
  }
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), cut(lines.slice(most - 1).join(' '), letters)];
}
