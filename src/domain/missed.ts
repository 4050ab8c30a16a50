import { count, counted, ENOUGH } from './rate-words.ts';
import { type Interval, wilson95 } from './stats.ts';

/** A call that somebody looked at though nothing had flagged it: how many calls it stands for, and what it was confirmed as. */
export type LookedAt = { weight: number; failed: boolean; failureModes: readonly string[] };

/** How often calls that nothing flagged had a failure: `x` of `n` looked at; the share and its 95 % interval are weighted. */
export type MissedRate = Interval & {
  failureMode?: string;
  title: string;
  x: number;
  n: number;
  rate: number;
  /** The same as a share of all calls, flagged or not: (1 - F/n) times it. */
  ofAll: Interval & { rate: number };
  words: string;
};

/** What the checks miss, as far as looks can tell. `any` is any failure; `modes` those that were found or are asked for. */
export type Missed = {
  /** First and last local day of the calls looked at. */
  firstDay: string;
  lastDay: string;
  /** Offered; looked at; said to be fine or not. */
  offered: number;
  looked: number;
  skipped: number;
  any: MissedRate;
  modes: readonly MissedRate[];
  /** One sentence instead of the caveat that such calls are not counted. */
  note: string;
};

export type MissedInput = {
  firstDay: string;
  lastDay: string;
  offered: number;
  skipped: number;
  looked: readonly LookedAt[];
  /** Calls of the same days, and how many of them were flagged. */
  calls: number;
  flagged: number;
  /** Titles of failure modes by id; those of `asked` are estimated even where no look found them. */
  titles: Readonly<Record<string, string>>;
  asked: readonly string[];
};

/** Estimates what the checks miss; undefined where nobody has looked yet. */
export function estimateMissed(input: MissedInput): Missed | undefined {
  const { looked, firstDay, lastDay, offered, skipped } = input;
  if (looked.length === 0) return undefined;
  const found = looked.flatMap(({ failureModes }) => failureModes);
  const ids = [...new Set([...found, ...input.asked])].sort();
  const any = rateOfMissed(input, 'Any failure', ({ failed }) => failed);
  const modes = ids
    .map((id) => ({
      failureMode: id,
      ...rateOfMissed(input, input.titles[id] ?? id, ({ failureModes }) => failureModes.includes(id)),
    }))
    .sort((a, b) => b.rate - a.rate || a.title.localeCompare(b.title, 'en'));
  return { firstDay, lastDay, offered, looked: looked.length, skipped, any, modes, note: noteOf(any) };
}

/**
 * Weights are made equal again by the effective number of looks, (sum w)² / sum w², so that an interval is as wide as uneven draws
 * deserve; with one weight for all it is Wilson's interval of x of n.
 */
function rateOfMissed(input: MissedInput, title: string, has: (one: LookedAt) => boolean): MissedRate {
  const { looked, calls, flagged } = input;
  const n = looked.length;
  const x = looked.filter(has).length;
  const weights = sum(looked, ({ weight }) => weight);
  const effective = (weights * weights) / sum(looked, ({ weight }) => weight * weight);
  const rate = sum(looked.filter(has), ({ weight }) => weight) / weights;
  const range = wilson95(Math.min(rate, 1) * effective, effective);
  const unflagged = calls === 0 ? 0 : 1 - flagged / calls;
  const ofAll = { rate: rate * unflagged, low: range.low * unflagged, high: range.high * unflagged };
  return { title, x, n, rate, ...range, ofAll, words: wordsOf({ x, n, rate, ...range }, isUneven(looked)) };
}

function isUneven(looked: readonly LookedAt[]): boolean {
  const weights = looked.map(({ weight }) => weight);
  return Math.max(...weights) > 1.05 * Math.min(...weights);
}

/** "of 200 unflagged calls checked, 3 had it (1.5 %; 95 % interval 0.5 to 4.3 %)". */
function wordsOf(
  { x, n, rate, low, high }: Interval & { x: number; n: number; rate: number },
  uneven: boolean,
): string {
  const had = `of ${counted(n, 'unflagged call')} checked, ${x === 0 ? 'none' : count(x)} had it`;
  if (n < ENOUGH) return `${had} (too little data for a percentage)`;
  const weighted = uneven ? ', each weighted by the calls it stands for' : '';
  return `${had} (${share(rate)} %; 95 % interval ${share(low)} to ${share(high)} %${weighted})`;
}

function share(value: number): string {
  return (value * 100).toFixed(1);
}

function noteOf(any: MissedRate): string {
  const { ofAll } = any;
  const said = any.words.replace(' had it', ' had a failure');
  const base = `Counts flagged calls that a person reviewed; the rates of a fix are scaled to all flagged calls. What our checks never flag is estimated beside it: ${said}`;
  if (any.n < ENOUGH) return `${base}.`;
  return `${base}, which would be ${share(ofAll.rate)} % of all calls (95 % interval ${share(ofAll.low)} to ${share(ofAll.high)} %).`;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
