/**
 * Words of a text as the near-duplicate index compares them (statistics.md 4.5): entities masked, then lower-case NFKC words
 * without stop words, a light stem for Latin words, and each word together with the next.
 */
export function similarTerms(text: string): string[] {
  const words = wordsOf(maskEntities(text)).filter((word) => !STOP_WORDS.has(word));
  return withBigrams(words.map(stem));
}

/** Each of those terms with the word, or the two words, as they were said. */
export function spokenTerms(text: string): { term: string; said: string }[] {
  const words = wordsOf(maskEntities(text)).filter((word) => !STOP_WORDS.has(word));
  const said = [...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)];
  return withBigrams(words.map(stem)).map((term, i) => ({ term, said: said[i] as string }));
}

/** Lower-case NFKC words of letters, digits and apostrophes of any script. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}'_]+/gu) ?? []
  );
}

/** Each word, then each pair of neighbours as "first_second". */
export function withBigrams(words: readonly string[]): string[] {
  const terms = [...words];
  for (let i = 1; i < words.length; i += 1) terms.push(`${words[i - 1]}_${words[i]}`);
  return terms;
}

/**
 * Takes out what tells people apart, not problems: e-mails, names after "my name is", ids and numbers. Without it every
 * method finds the same customer instead of the same problem.
 */
export function maskEntities(text: string): string {
  const unmailed = text.includes('@') ? text.replace(/(?<![^\s@<>])[^\s@<>]+@[^\s@<>]{1,255}/gu, ' ') : text;
  return maskNumbers(
    unmailed.replace(/\b(name is|name's|this is|i am|i'm)\s+\p{Lu}[\p{L}'-]*(\s+\p{Lu}[\p{L}'-]*){0,2}/gu, '$1 '),
  );
}

const DIGIT = /\p{N}/gu;
const BEFORE = /[\p{L}_-]/u;
const AFTER = /[\p{L}\p{N}_.:/-]*/uy;

/** Takes out [#+]?[\p{L}_-]*\p{N}[\p{L}\p{N}_.:/-]*, from the digit outward: tried at every letter it takes half the time of a whole index. */
function maskNumbers(text: string): string {
  let masked = '';
  let from = 0;
  DIGIT.lastIndex = 0;
  for (let found = DIGIT.exec(text); found; found = DIGIT.exec(text)) {
    let start = found.index;
    while (start > from && BEFORE.test(text.charAt(start - 1))) start -= 1;
    if (start > from && /[#+]/.test(text.charAt(start - 1))) start -= 1;
    AFTER.lastIndex = DIGIT.lastIndex;
    const end = DIGIT.lastIndex + (AFTER.exec(text)?.[0].length ?? 0);
    masked += `${text.slice(from, start)} `;
    from = end;
    DIGIT.lastIndex = end;
  }
  return masked + text.slice(from);
}

const ENDINGS = ['ing', 'ed', 'es', 's', 'ly'];

function stem(word: string): string {
  const ending = ENDINGS.find((one) => word.endsWith(one));
  if (ending === undefined || word.length - ending.length < 3 || !/^[a-z']+$/.test(word)) return word;
  return word.slice(0, -ending.length);
}

const STOP_WORDS = new Set(
  `a about after all also am an and any are as at be because been before being but by can could did do does for from
  get got had has have he her here him his how i i'd i'll i'm i've if in into is it it's its just like may me might my
  no not now of off on once one or our out please she should so some such than thank thanks that that's the their them
  then there these they this those to too up us very want was we were what when where which who will with would yes you
  you're your`.split(/\s+/),
);
