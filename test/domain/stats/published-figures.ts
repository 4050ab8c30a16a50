import type { Cell, Ways } from './simulate-fixes.ts';

/** A percentage that was published, and how a simulation of ours reads it. */
export type Figure = { what: string; published: number; of: (ways: Ways) => number };
export type Claim = { name: string; cell: Cell; figures: readonly Figure[] };

type Three = readonly [number, number, number];
/** rate %, calls a day; false verdicts fewer/more of naive, one key, two keys; found by day 7/14/28: halved by one key, by two, doubled by two. */
type Row = readonly [number, number, string, string, string, Three, Three, Three];

const QUIET: readonly Row[] = [
  [0.5, 100, '15.6/14.8', '.3/.3', '.1/.1', [0, 1, 7], [0, 0, 2], [1, 5, 14]],
  [0.5, 1000, '17.3/16.6', '.8/.3', '.3/.1', [46, 85, 99], [29, 68, 93], [75, 96, 100]],
  [0.5, 5000, '16.8/17.6', '.3/.3', '.1/.1', [100, 100, 100], [100, 100, 100], [100, 100, 100]],
  [2, 100, '17.1/17.8', '.7/.4', '.1/.1', [10, 34, 65], [4, 19, 46], [23, 56, 84]],
  [2, 1000, '15.4/17.3', '.5/.3', '.3/.1', [100, 100, 100], [98, 100, 100], [100, 100, 100]],
  [2, 5000, '16.3/17.0', '.3/.3', '.1/.1', [100, 100, 100], [100, 100, 100], [100, 100, 100]],
  [10, 100, '15.8/16.1', '.3/.1', '.1/.1', [90, 99, 100], [79, 99, 100], [99, 100, 100]],
  [10, 1000, '17.1/16.8', '.3/0', '.1/0', [100, 100, 100], [100, 100, 100], [100, 100, 100]],
  [10, 5000, '18.2/16.8', '0/0', '0/0', [100, 100, 100], [100, 100, 100], [100, 100, 100]],
];

const REALISTIC: readonly Row[] = [
  [0.5, 100, '16.7/15.6', '.2/.3', '0/.1', [0, 1, 9], [0, 0, 3], [1, 6, 16]],
  [0.5, 1000, '30.1/34.7', '1.3/1.6', '.1/.1', [32, 66, 89], [19, 57, 87], [61, 90, 99]],
  [0.5, 5000, '46.3/49.3', '2.2/3.3', '.1/0', [63, 90, 100], [62, 90, 100], [90, 98, 100]],
  [2, 100, '23.4/26.4', '.9/.9', '.1/.1', [9, 30, 61], [3, 16, 43], [24, 54, 83]],
  [2, 1000, '46.3/47.4', '2.2/2.3', '.1/0', [63, 90, 99], [62, 90, 99], [88, 99, 100]],
  [2, 5000, '48.4/51.6', '2.3/3.6', '0/0', [72, 96, 100], [72, 96, 100], [94, 100, 100]],
  [10, 100, '38.6/44.3', '1.3/2.6', '.1/.1', [53, 84, 97], [48, 83, 97], [84, 97, 100]],
  [10, 1000, '49.5/50.5', '2.0/4.0', '0/0', [74, 96, 100], [74, 96, 100], [94, 99, 100]],
  [10, 5000, '51.9/48.1', '2.1/3.5', '0/0', [76, 96, 100], [76, 96, 100], [93, 99, 100]],
];

const WORDS = { naive: 'naive', rate: 'one key', share: 'share key', both: 'two keys', both10: 'two keys at .10' };
const SWINGS = { sd: 0.25, autoregression: 0.5 } as const;

export const MAIN: readonly Claim[] = [
  ...QUIET.flatMap((row) => claimsOf('quiet', row, {})),
  ...REALISTIC.flatMap((row) => claimsOf('realistic', row, { swings: SWINGS })),
];

const base = { rate: 0.02, callsADay: 1000 };
/** No effect of the fix, but something else that looks like one; the last is a real effect among strong swings. */
export const STRESS: readonly Claim[] = [
  stress(
    'shared day shocks, AR .8, sd .5',
    { swings: { sd: 0.5, autoregression: 0.8, evenWeeks: true } },
    '55/44',
    '2.7/8.1',
    '.4/.3',
    '0/0',
  ),
  stress('all failures drop 30 % on the deploy day', { sharedEffect: 0.7, swings: SWINGS }, '', '', '.4/.7', '.4/0'),
  stress(
    'review coverage falls from 60 % to 35 %, unknown',
    { coverage: { before: 0.6, after: 0.35 } },
    '100/0',
    '96.3/0',
    '.5/.5',
    '.5/0',
  ),
  stress(
    'review coverage rises from 35 % to 60 %, unknown',
    { coverage: { before: 0.35, after: 0.6 } },
    '0/100',
    '0/98.1',
    '.3/.7',
    '0/.7',
  ),
];

/** How strong the swings were is not published for every line; what depends on them is then left out. */
function stress(name: string, more: Partial<Cell>, naive: string, rate: string, share: string, both: string): Claim {
  const loose = [...(naive === '' ? [] : pair('naive', naive)), ...(rate === '' ? [] : pair('rate', rate))];
  return {
    name: `${name}: false`,
    cell: { ...base, ...more },
    figures: [...loose, ...pair('share', share), ...pair('both', both)],
  };
}

function claimsOf(
  name: string,
  [rate, callsADay, naive, one, two, half1, half2, twice2]: Row,
  more: Partial<Cell>,
): Claim[] {
  const cell = { rate: rate / 100, callsADay, ...more };
  const title = `${name} ${rate} % of ${callsADay} a day`;
  return [
    { name: `${title}: false`, cell, figures: [...pair('naive', naive), ...pair('rate', one), ...pair('both', two)] },
    {
      name: `${title}: halved`,
      cell: { ...cell, effect: 0.5 },
      figures: [...byDay('rate', half1), ...byDay('both', half2)],
    },
    { name: `${title}: doubled`, cell: { ...cell, effect: 2 }, figures: byDay('both', twice2) },
  ];
}

function pair(way: keyof Ways, published: string): Figure[] {
  const [fewer = 0, more = 0] = published.split('/').map(Number);
  return [
    { what: `${WORDS[way]}, improved`, published: fewer, of: (ways) => ways[way].fewer },
    { what: `${WORDS[way]}, worse`, published: more, of: (ways) => ways[way].more },
  ];
}

function byDay(way: keyof Ways, found: Three): Figure[] {
  return ([7, 14, 28] as const).map((day, i) => ({
    what: `${WORDS[way]}, by day ${day}`,
    published: found[i] ?? 0,
    of: (ways) => ways[way].byDay(day),
  }));
}

/** Three standard errors, in per cent, of the difference between this many runs and the published 1,000; half a per cent was rounded away. */
export function tolerance(published: number, runs: number): number {
  const share = Math.min(0.995, Math.max(0.005, published / 100));
  return (
    300 * Math.sqrt(share * (1 - share) * (1 / runs + 1 / 1000)) + (published >= 1 && published % 1 === 0 ? 0.5 : 0.05)
  );
}
