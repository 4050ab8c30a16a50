import type { ReportInput } from '#src/domain/report.ts';

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
        modes: [
          {
            failureMode: 'refund',
            before: { calls: 3360, flagged: 330, reviewed: 330, confirmed: 84 },
            after: { calls: 840, flagged: 60, reviewed: 58, confirmed: 3 },
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
