/** One group of digits of a run, [start, end) in the text. */
export type DigitGroup = { digits: string; start: number; end: number };

/** Digit groups that stand together as one written number may: "(212) 555-1234", "4242 4242 …". */
export type DigitRun = { groups: readonly DigitGroup[]; start: number; end: number; plus: boolean };

const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]/g;
/** What may stand between two groups: at most three of blanks, dots, dashes, slashes, brackets, or characters nobody sees. */
const SEPARATOR = /[ \t\u00a0\u2009\u202f().\-\u2010-\u2015/\u00ad\u200b-\u200d\u2060\ufeff]/;
const MAX_SEPARATOR = 3;

/** Digits of other scripts as 0-9, position by position, so that a number in full-width digits is seen too. */
export function plainDigits(text: string): string {
  return text.replace(OTHER_DIGITS, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (code >= 0xff10 ? 0xff10 : code >= 0x06f0 ? 0x06f0 : 0x0660));
  });
}

/** Every run of digit groups in the text, in one pass. Digits glued to a letter, an underscore or a # are ids and end a run. */
export function findDigitRuns(text: string): DigitRun[] {
  const runs: DigitRun[] = [];
  let groups: DigitGroup[] = [];
  const close = () => {
    const [first] = groups;
    const last = groups.at(-1);
    if (first !== undefined && last !== undefined) {
      const plus = text.charAt(first.start - 1) === '+' || text.slice(first.start - 2, first.start) === '+(';
      runs.push({ groups, start: first.start, end: last.end, plus });
    }
    groups = [];
  };
  const digits = /\d+/g;
  for (let match = digits.exec(text); match !== null; match = digits.exec(text)) {
    const start = match.index;
    const end = start + match[0].length;
    const last = groups.at(-1);
    if (last !== undefined && !isSeparator(text.slice(last.end, start))) close();
    if (/[\p{L}_#]/u.test(text.charAt(start - 1)) || /[\p{L}_]/u.test(text.charAt(end))) close();
    else groups.push({ digits: match[0], start, end });
  }
  close();
  return runs;
}

function isSeparator(between: string): boolean {
  if (between === '' || between.length > MAX_SEPARATOR) return false;
  for (const char of between) if (!SEPARATOR.test(char)) return false;
  return true;
}
