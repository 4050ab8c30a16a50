import { mulberry32, type Random } from '#demo/random.ts';
import { cameBack } from '#src/domain/decide-verdict.ts';
import { type DayTally, emptyStratum } from '#src/domain/fix-days.ts';
import { changeOf, weighFix } from '#src/domain/fix-evidence.ts';
import { logEvidence } from '#src/domain/stats/evidence.ts';
import { addDays } from '#src/domain/week.ts';

/** A world in which a fix is looked at every day for 28 days after 56 days of before. */
export type Cell = {
  rate: number;
  callsADay: number;
  /** What the fix does to the failure's rate: 1 nothing, .5 halves it. */
  effect?: number;
  /** What happens to all failures on the deploy day, without the fix: .7 is 30 % fewer. */
  sharedEffect?: number;
  /** Weekend rate 1.5 times, uneven volume, and all failures' rates swinging from day to day. */
  swings?: { sd: number; autoregression: number; evenWeeks?: boolean };
  /** The share of failures that review shows, before and after; `isKnown` tells the method. */
  coverage?: { before: number; after: number; isKnown?: boolean };
};

/** In how many of the runs each way of judging said so, within 28 days of looks; `days`: those of the first verdict, sorted. */
export type Judged = { fewer: number; more: number; byDay: (day: number) => number; medianDay: number };
export type Ways = { naive: Judged; rate: Judged; share: Judged; both: Judged; both10: Judged };

const BEFORE = 56;
const AFTER = 28;
const FIRST_DAY = '2026-06-01';
/** Others fail three times as often. */
const CONTROL = 3;
const VOLUME = [0.72, 1.16, 1.12, 1.1, 1.08, 1.06, 0.76];

export function simulate(cell: Cell, runs: number, seed: number): Ways {
  const random = mulberry32(seed);
  const firsts: Record<keyof Ways, { fewer: number[]; more: number[] }> = {
    naive: { fewer: [], more: [] },
    rate: { fewer: [], more: [] },
    share: { fewer: [], more: [] },
    both: { fewer: [], more: [] },
    both10: { fewer: [], more: [] },
  };
  for (let run = 0; run < runs; run += 1) {
    const days = simulateDays(cell, random);
    for (const [way, { fewer, more }] of Object.entries(lookDaily(days))) {
      const { fewer: allFewer, more: allMore } = firsts[way as keyof Ways];
      if (fewer !== undefined) allFewer.push(fewer);
      if (more !== undefined) allMore.push(more);
    }
  }
  const judged = (way: keyof Ways): Judged => {
    const { fewer, more } = firsts[way];
    const wanted = (cell.effect ?? 1) > 1 ? more : fewer;
    const sorted = [...wanted].sort((a, b) => a - b);
    return {
      fewer: fewer.length,
      more: more.length,
      byDay: (day) => wanted.filter((first) => first <= day).length,
      medianDay: sorted[Math.floor(runs / 2)] ?? Number.POSITIVE_INFINITY,
    };
  };
  return {
    naive: judged('naive'),
    rate: judged('rate'),
    share: judged('share'),
    both: judged('both'),
    both10: judged('both10'),
  };
}

type First = { fewer?: number; more?: number };

/** The first verdict of each way of judging, after which nobody looks any more, and its day. */
function lookDaily(days: readonly DayTally[]): Record<keyof Ways, First> {
  const before = days.slice(0, BEFORE);
  const firsts: Record<keyof Ways, First> = { naive: {}, rate: {}, share: {}, both: {}, both10: {} };
  const note = (way: keyof Ways, day: number, turn: number) => {
    const first = firsts[way];
    if (turn === 0 || first.fewer !== undefined || first.more !== undefined) return;
    first[turn < 0 ? 'fewer' : 'more'] = day;
  };
  for (let day = 1; day <= AFTER; day += 1) {
    const { rate, share } = weighFix({ days: before }, days.slice(BEFORE, BEFORE + day));
    const turn = (key: typeof rate | undefined, alpha: number) =>
      key && logEvidence(key.evidence) >= Math.log(1 / alpha)
        ? Math.sign(key.evidence.observed - key.evidence.expected)
        : 0;
    const [r05, s05, r10, s10] = [turn(rate, 0.05), turn(share, 0.05), turn(rate, 0.1), turn(share, 0.1)];
    note('rate', day, r05);
    note('share', day, s05);
    note('both', day, r05 === s05 ? r05 : 0);
    note('both10', day, r10 === s10 ? r10 : 0);
    if (day >= 7)
      note('naive', day, naiveTurn(days.slice(BEFORE - 7, BEFORE), days.slice(BEFORE + day - 7, BEFORE + day)));
  }
  return firsts;
}

/** What a dashboard does: a z-test of the last 7 days against the 7 before the go-live. */
function naiveTurn(before: readonly DayTally[], after: readonly DayTally[]): number {
  const [x0, n0, x1, n1] = [taggedOf(before), callsOf(before), taggedOf(after), callsOf(after)];
  const pooled = (x0 + x1) / (n0 + n1);
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / n0 + 1 / n1));
  const z = spread > 0 ? (x1 / n1 - x0 / n0) / spread : 0;
  return Math.abs(z) > 1.959963984540054 ? Math.sign(z) : 0;
}

export type Compared = { fewer: number; more: number };

/**
 * The same where versions of the agent ran on untouched: how many runs say fewer and more within 28 days of looks, by the difference in differences
 * that then is the second key. `swingTogether`: their failures swing with the others', else each for itself.
 */
export function simulateUntouched(cell: Cell & { swingTogether: boolean }, runs: number, seed: number): Compared {
  return firstTurns(cell, runs, seed, (days, others, until) => {
    const [first, before] = [days, others].map((list) => list.slice(0, BEFORE)) as [DayTally[], DayTally[]];
    const untouched = { what: 'versions', names: ['v1'], before, after: others.slice(BEFORE, until) } as const;
    return changeOf(weighFix({ days: first, untouched }, days.slice(BEFORE, until))).all;
  });
}

/** The same side by side: the version with the fix takes this share of the calls, the other one the rest, over the same days. */
export function simulateCanary(cell: Cell & { share: number }, runs: number, seed: number): Compared {
  const { share, callsADay } = cell;
  const world = { ...cell, callsADay: callsADay * share, othersADay: callsADay * (1 - share), swingTogether: true };
  return firstTurns(world, runs, seed, (days, others, until) => {
    const besides = { days: others.slice(BEFORE, until), isBesides: true };
    return changeOf(weighFix(besides, days.slice(BEFORE, until))).all;
  });
}

const YEAR = 13 * AFTER;
/** Half a year after the go-live. */
const RETURN = 182;

/**
 * How many runs say within a year that a mended failure (`rate` since the go-live) came back: `wrongly` before half a year, when nothing has changed;
 * `found` within 28 days of then, from when on it is `effect` times as frequent; `late` after them.
 */
export function simulateReturn(
  { effect = 1, ...cell }: Cell,
  runs: number,
  seed: number,
): { wrongly: number; found: number; late: number } {
  const random = mulberry32(seed);
  const seen = { wrongly: 0, found: 0, late: 0 };
  for (let run = 0; run < runs; run += 1) {
    const days = simulateDays({ ...cell, effect }, random, [], { days: YEAR, changesOn: RETURN });
    const first = Array.from({ length: YEAR - AFTER }, (_, i) => AFTER + i).find((day) => {
      const from = day - (day % AFTER);
      return cameBack(days.slice(Math.max(0, from - BEFORE), from), days.slice(from, day + 1)) !== undefined;
    });
    if (first !== undefined) seen[first < RETURN ? 'wrongly' : first < RETURN + AFTER ? 'found' : 'late'] += 1;
  }
  return seen;
}

type Pair = Cell & { swingTogether: boolean; othersADay?: number };

/** In each run the first day on which it is clear counts; `others` are days that nothing was done to. */
function firstTurns(
  { swingTogether, othersADay, ...cell }: Pair,
  runs: number,
  seed: number,
  look: (days: DayTally[], others: DayTally[], until: number) => 'fewer' | 'more' | 'unclear',
): Compared {
  const random = mulberry32(seed);
  const found = { fewer: 0, more: 0, unclear: 0 };
  for (let run = 0; run < runs; run += 1) {
    const swung: number[] = [];
    const days = simulateDays(cell, random, swung);
    const rest = { ...cell, effect: 1, callsADay: othersADay ?? cell.callsADay };
    const others = simulateDays(rest, random, swingTogether ? swung : []);
    const turns = Array.from({ length: AFTER }, (_, i) => look(days, others, BEFORE + i + 1));
    found[turns.find((turn) => turn !== 'unclear') ?? 'unclear'] += 1;
  }
  return found;
}

/** `swung` says how the rates swing from day to day; where it is empty they swing by chance, and it is told how. */
function simulateDays(
  cell: Cell,
  random: Random,
  swung: number[] = [],
  span = { days: BEFORE + AFTER, changesOn: BEFORE },
): DayTally[] {
  const { rate, callsADay, effect = 1, sharedEffect = 1, swings, coverage } = cell;
  const isGiven = swung.length > 0;
  let swing = swings && !isGiven ? gaussian(random) * swings.sd : 0;
  return Array.from({ length: span.days }, (_, i) => {
    const day = addDays(FIRST_DAY, i);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    const isAfter = i >= span.changesOn;
    if (swings && !isGiven) {
      const { sd, autoregression: a } = swings;
      swing = a * swing + Math.sqrt(1 - a * a) * sd * gaussian(random);
      swung.push(swing);
    }
    if (isGiven) swing = swung[i] ?? 0;
    const isUneven = swings !== undefined && !swings.evenWeeks;
    const weekend = isUneven && weekday % 6 === 0 ? 1.5 : 1;
    const shock = swings ? Math.exp(swing - swings.sd ** 2 / 2) : 1;
    const common = weekend * shock * (isAfter ? sharedEffect : 1);
    const shown = coverage ? (isAfter ? coverage.after : coverage.before) : 1;
    const calls = isUneven
      ? Math.round(callsADay * (VOLUME[weekday] ?? 1) * Math.exp(0.1 * gaussian(random)))
      : callsADay;
    const failed = (share: number) => binomial(calls, Math.min(0.95, share * common), random);
    const tagged = binomial(failed(rate * (isAfter ? effect : 1)), shown, random);
    const others = failed(rate * CONTROL);
    const control = binomial(others, shown, random);
    // Where the method may know how much was reviewed, the rest stands there as waiting.
    const reviewed = tagged + control;
    const waiting = coverage?.isKnown ? Math.round((reviewed * (1 - shown)) / shown) : 0;
    const stratum = { ...emptyStratum(), served: reviewed, taggedServed: tagged, control, others: control, waiting };
    return { day, weekday, calls, strata: { high: stratum } };
  });
}

function taggedOf(days: readonly DayTally[]): number {
  return days.reduce((sum, { strata }) => sum + (strata['high']?.taggedServed ?? 0), 0);
}

function callsOf(days: readonly DayTally[]): number {
  return days.reduce((sum, { calls }) => sum + calls, 0);
}

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** By inversion, in parts small enough that (1 - p)^n is not nothing. */
function binomial(n: number, p: number, random: Random): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (n * p > 40 && n > 1) return binomial(Math.floor(n / 2), p, random) + binomial(Math.ceil(n / 2), p, random);
  const odds = p / (1 - p);
  let chance = (1 - p) ** n;
  let left = random();
  let x = 0;
  while (left > chance && x < n) {
    left -= chance;
    chance *= (odds * (n - x)) / (x + 1);
    x += 1;
  }
  return x;
}
