import { findValues, isPseudonym } from './find-values.ts';
import { withoutOverlaps } from './finding.ts';

/** Something in a text that looks personal; `sure` is false for a name, which only the words around it suggest. */
export type PersonalData = { kind: string; text: string; start: number; end: number; sure: boolean };

const INTRODUCTION =
  /(?<!\p{L})(?:my name is|my name's|name is|this is|i am|i'm|ich heiße|mein name ist|me llamo|je m'appelle)[ \t]{1,3}/giu;
const NAME = /^\p{Lu}[\p{L}'’-]{1,30}(?:[ ]\p{Lu}[\p{L}'’.-]{0,30}){0,2}/u;
const NO_NAME =
  /^(?:Pat(?: Example)?|Example|I|The|A|An|Not|Sorry|Just|My|Your|Our|It|That|This|Great|Ridiculous|Okay|Ok)$/;

/** Personal data still in a text, for the person about to promote it; our own pseudonyms are none. */
export function findPersonalData(text: string): PersonalData[] {
  const values = withoutOverlaps(findValues(text), text.length).filter((value) => !isPseudonym(value));
  const found = values.map(({ kind, start, end }) => ({
    kind: kind as string,
    text: text.slice(start, end),
    start,
    end,
    sure: true,
  }));
  for (const match of text.matchAll(INTRODUCTION)) {
    const start = match.index + match[0].length;
    const name = NAME.exec(text.slice(start, start + 100))?.[0];
    if (name !== undefined && !NO_NAME.test(name)) {
      found.push({ kind: 'name', text: name, start, end: start + name.length, sure: false });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
