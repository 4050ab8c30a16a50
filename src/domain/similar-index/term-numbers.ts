/** A posting or an entry of a row is one small integer: number << 8 | times; it occurs at most 255 times. */
const MOST_TIMES = 255;
const NUMBERS = 2 ** 24;

/** Terms by number, from 0; the same term always has the same. */
export type TermNumbers = {
  readonly size: number;
  /** The distinct terms of a text with how often each occurs, in the order in which they first occur. */
  count(terms: readonly string[]): Uint32Array;
  /** The same of a text that is asked for; of terms that no text has only how often each occurs. */
  countKnown(terms: readonly string[]): { known: Uint32Array; strangers: readonly number[] };
};

export function createTermNumbers(): TermNumbers {
  const numbers = new Map<string, number>();
  let times = new Uint8Array(1_024);
  let distinct = new Uint32Array(1_024);

  function numberOf(term: string): number | undefined {
    const known = numbers.get(term);
    if (known !== undefined || numbers.size >= NUMBERS) return known;
    // A word cut out of a text keeps the whole text alive; what is parsed stands alone.
    numbers.set(JSON.parse(JSON.stringify(term)) as string, numbers.size);
    return numbers.size - 1;
  }

  function makeRoom(terms: number): void {
    if (numbers.size > times.length) times = new Uint8Array(numbers.size * 2);
    if (terms > distinct.length) distinct = new Uint32Array(terms * 2);
  }

  /** Takes them one by one: a list of a thousand numbers between two loops takes longer than both. */
  function tally(terms: readonly string[], number: (term: string) => number | undefined): Uint32Array {
    makeRoom(terms.length);
    let found = 0;
    for (const term of terms) {
      const own = number(term);
      if (own === undefined) continue;
      // Between two texts all counts are 0, so that a longer array needs no copy; within one it does.
      if (own >= times.length) times = longer(times);
      const before = times[own] as number;
      if (before === 0) distinct[found++] = own;
      if (before < MOST_TIMES) times[own] = before + 1;
    }
    const entries = distinct.slice(0, found);
    for (let i = 0; i < found; i += 1) {
      const own = entries[i] as number;
      entries[i] = ((own << 8) | (times[own] as number)) >>> 0;
      times[own] = 0;
    }
    return entries;
  }

  return {
    get size() {
      return numbers.size;
    },
    count: (terms) => tally(terms, numberOf),
    countKnown(terms) {
      const strangers = new Map<string, number>();
      const known = tally(terms, (term) => {
        const number = numbers.get(term);
        if (number === undefined) strangers.set(term, (strangers.get(term) ?? 0) + 1);
        return number;
      });
      return { known, strangers: [...strangers.values()] };
    },
  };
}

function longer(numbers: Uint8Array): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(numbers.length * 2);
  grown.set(numbers);
  return grown;
}

const WEIGHTS = Float64Array.from({ length: 256 }, (_, times) => (times === 0 ? 0 : 1 + Math.log(times)));

/** 1 + ln of the times in an entry. */
export function weight(entry: number): number {
  return WEIGHTS[entry & 255] as number;
}

export function termOf(entry: number): number {
  return entry >>> 8;
}
