import { describe, expect, test } from 'vitest';
import type { JudgedFix } from '#src/domain/fix-world.ts';
import { judgeFix } from '#src/domain/judge-fix.ts';
import { addDays } from '#src/domain/week.ts';
import { type AllCounts, countDay, dataOf } from './count-day.ts';
import stored from './day-counts.json' with { type: 'json' };

const COUNTS: AllCounts = stored;
const FIRST = '2026-06-01';
const LIVE = 84;

/** So many days of a version, one after the other; `away`: nobody reviews them. */
type Played = readonly [version: string, days: number, away?: 'away'];

function play(...all: readonly Played[]) {
  let day = 0;
  const days = all.flatMap(([version, n, away]) =>
    Array.from({ length: n }, () => {
      const date = addDays(FIRST, day);
      day += 1;
      const counts = COUNTS[version]?.[date];
      if (!counts) throw new Error(`node bench/demo-counts.ts does not play ${version} on ${date}.`);
      return { day: date, version, counts, ...(away && { waiting: true }) };
    }),
  );
  return { data: dataOf(days), until: new Date(`${addDays(FIRST, day)}T00:00:00Z`) };
}

function fixOf(version: string, day: number, failureModes: string[]): JudgedFix {
  const liveAt = new Date(`${addDays(FIRST, day - 1)}T23:00:00Z`);
  const agent = 'larkfield-care';
  return { id: version, agents: [agent], version, liveAt, failureModes };
}

/** What the report says of the last of these fixes, or of the one that is named. */
function verdictOf(played: ReturnType<typeof play>, fixes: readonly JudgedFix[], of = fixes.at(-1), mode?: string) {
  if (!of) throw new Error('There is no fix to judge.');
  const world = { ...played, fixes, deployments: [], zone: 'UTC' };
  return judgeFix(of, mode ?? of.failureModes[0] ?? '', world).verdict;
}

const asks = fixOf('v15', LIVE, ['cancelled-without-confirming']);
const refunds = fixOf('v16', LIVE + 28, ['refund-without-approval', 'look-up-loop']);

describe('what the weekly report says of fixes in the demo', () => {
  test.each<[outcome: string, played: Played[], fixes: JudgedFix[]]>([
    [
      'needs_review',
      [
        ['v14', LIVE],
        ['v15', 7, 'away'],
      ],
      [asks],
    ],
    [
      'too_early',
      [
        ['v14', LIVE],
        ['v15', 7],
      ],
      [asks],
    ],
    [
      'improved',
      [
        ['v14', LIVE],
        ['v15', 21],
      ],
      [asks],
    ],
    [
      'improved',
      [
        ['v14', LIVE],
        ['v15', 28],
      ],
      [asks],
    ],
    [
      'shared_change',
      [
        ['v14', LIVE],
        ['v18', 28],
      ],
      [fixOf('v18', LIVE, ['call-back-not-booked'])],
    ],
    [
      'shared_change',
      [
        ['v14', LIVE],
        ['v18', 28],
      ],
      [fixOf('v18', LIVE, ['cancelled-without-confirming'])],
    ],
    [
      'came_back',
      [
        ['v14', LIVE],
        ['v15', 28],
        ['v14', 28],
      ],
      [asks],
    ],
  ])('%s after %j', (outcome, played, fixes) => {
    const found = verdictOf(play(...played), fixes);
    expect(`${found.outcome}: ${found.words}`).toMatch(new RegExp(`^${outcome}:`));
  });

  test('worse within a week of the version that loops more', () => {
    const week = play(['v14', LIVE], ['v15', 28], ['v16', 7]);
    const worse = verdictOf(week, [asks, refunds], refunds, 'look-up-loop');
    expect(`${worse.outcome}: ${worse.words}`).toMatch(/^worse: /);
  });

  test('what the first fix stopped came back with the version before it, after a roll-back went wrong', () => {
    const played = play(['v14', LIVE], ['v15', 28], ['v16', 8], ['v14', 20]);
    const undone = { ...refunds, endedAt: new Date(`${addDays(FIRST, LIVE + 36)}T00:00:00Z`) };
    expect(verdictOf(played, [asks, undone], asks).outcome).toBe('came_back');
  });

  test('the days of the demo are still those that the verdicts are asserted of', async () => {
    const day = addDays(FIRST, 119);
    expect(await countDay(day, 'v16'), 'run node bench/demo-counts.ts').toEqual(COUNTS['v16']?.[day]);
  });
});
