import { decideVerdict } from '#src/domain/decide-verdict.ts';
import type { ReportInput } from '#src/domain/report.ts';
import { earlier, LIVE_DAY, since } from './fix-days-input.ts';

/** A week with one fix that shows, for the tests of the report and of its cards. */
export function reportInput(): ReportInput {
  return {
    week: '2026-W47',
    zone: 'UTC',
    weeks: [
      { week: '2026-W46', calls: 405, flagged: 41, reviewed: 40, confirmed: 14, confirmedByMode: { refund: 14 } },
      {
        week: '2026-W47',
        calls: 412,
        flagged: 38,
        reviewed: 35,
        confirmed: 13,
        confirmedByMode: { refund: 9, loop: 4 },
      },
    ],
    fixes: [
      {
        fix: {
          id: 'FX-1',
          title: 'Ask before refunding',
          agent: 'shop',
          version: 'v15',
          liveAt: new Date('2026-11-06T15:00:00Z'),
          ownerName: 'Ann',
        },
        notes: [{ at: '2026-W46', label: 'v16 (10 %)' }],
        modes: [
          {
            failureMode: 'refund',
            before: { x: 84, n: 3360 },
            after: { x: 3, n: 840 },
            verdict: verdictOf(3),
            weeks: [
              { week: '2026-W46', calls: 405, confirmed: 14 },
              { week: '2026-W47', calls: 412, confirmed: 9 },
            ],
          },
        ],
      },
    ],
    modes: { refund: { title: 'Refund without approval', owner: '@ann' } },
    suite: { fast: 40, slow: 3, archived: 2, added: 4, retired: 1, resurrected: 0, failing: 2 },
    gates: { passed: 5, failed: 1, undecided: 0, blocked: [{ gateId: 'G-1', headline: 'SC-7 fails on v15-rc1' }] },
    reviews: {
      flagged: 38,
      triaged: 35,
      claims: 30,
      medianClaimMs: 5_400_000,
      verdicts: 3,
      medianVerdictMs: 9_000_000,
      slaBreaches: 2,
      stillOpen: 3,
    },
  };
}

/** A failure of 84 in 3,360 calls, and so many in 840 since. */
export function verdictOf(tagged: number) {
  const [first, later] = [earlier({ calls: 3360, tagged: 84 }), since({ calls: 840, tagged })];
  const days = (list: typeof first) => list.map(({ day }) => day);
  const window = { before: days(first), after: days(later), isClosed: false, watchUntil: LIVE_DAY };
  return decideVerdict({ baseline: { days: first }, after: later, window });
}
