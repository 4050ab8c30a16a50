import { describe, expect, it } from 'vitest';
import { compareMode, type WindowCounts } from '#src/domain/fix-report.ts';

const reviewed = (confirmed: number, calls: number, flagged = 100): WindowCounts => ({
  calls,
  flagged,
  reviewed: flagged,
  confirmed,
});
const compare = (before: WindowCounts, after: WindowCounts) =>
  compareMode({ failureMode: 'refund', title: 'Refund without approval', before, after, weeks: [] }, 'chart', []);

describe('one failure mode before and after a fix', () => {
  it.each([
    [
      'fewer',
      reviewed(84, 3360),
      reviewed(3, 840),
      /^Before: 2\.5 % \(84 of 3,360 calls; 95 % interval 2\.0 to 3\.1 %\)\. Since: 0\.4 % \(3 of 840 calls;.*Fewer such calls than before: the intervals do not overlap\.$/,
    ],
    ['more', reviewed(40, 28_000), reviewed(31, 7_000), /More such calls than before/],
    ['no_clear_change', reviewed(200, 28_000), reviewed(48, 7_000), /The intervals overlap: no clear change yet\./],
    [
      'too_little_data',
      reviewed(84, 3360),
      reviewed(1, 120),
      /about 3 such calls would have come by now, and about 60 are needed to see a halving: about 2,300 more calls/,
    ],
    ['too_little_data', reviewed(0, 3360), reviewed(0, 840), /nothing to fall/],
    ['too_little_data', reviewed(0, 0, 0), reviewed(3, 840), /no calls from before/],
    ['too_little_data', reviewed(84, 3360), reviewed(0, 0, 0), /Too early/],
    [
      'needs_review',
      reviewed(84, 3360),
      { calls: 840, flagged: 90, reviewed: 12, confirmed: 1 },
      /^.*78 flagged calls since the go-live wait for review; no comparison before that\.$/,
    ],
    [
      'needs_review',
      { calls: 3360, flagged: 300, reviewed: 290, confirmed: 84 },
      { calls: 840, flagged: 90, reviewed: 40, confirmed: 5 },
      /290 of 300 flagged calls before and 40 of 90 since/,
    ],
  ] as const)('%s', (comparison, before, after, words) => {
    const change = compare(before, after);
    expect(change.comparison).toBe(comparison);
    expect(change.words).toMatch(words);
  });

  it('prints no percentage of a few calls', () => {
    const { words } = compare(reviewed(84, 3360), reviewed(2, 12));
    expect(words).toContain('Since: 2 of 12 calls (too little data for a percentage).');
  });

  it('never says fixed, nor a p-value', () => {
    for (const x of [0, 3, 20, 60])
      expect(compare(reviewed(84, 3360), reviewed(x, 840)).words).not.toMatch(/fixed|p ?[<=]|significant/i);
  });
});
