import { describe, expect, it } from 'vitest';
import { countOf } from '#src/domain/judge-fix.ts';
import { buildWeeklyReport, type ReportInput } from '#src/domain/report.ts';
import { since } from '#test/domain/fix-days-input.ts';
import { reportInput } from '#test/domain/report-input.ts';

const week = (name: string, calls: number, flagged: number, confirmedByMode: Record<string, number>) => {
  const confirmed = Object.values(confirmedByMode).reduce((a, b) => a + b, 0);
  return { week: name, calls, flagged, reviewed: confirmed, confirmed, confirmedByMode };
};

describe('the headline', () => {
  it.each([
    [
      week('2026-W47', 412, 38, { refund: 9, loop: 4 }),
      '38 of 412 calls (9.2 %) flagged; 13 of the 38 reviewed, 13 failures confirmed, most often “Refund without approval” (9).',
    ],
    [
      week('2026-W47', 12, 2, { loop: 1 }),
      '2 of 12 calls flagged; 1 of the 2 reviewed, 1 failure confirmed, most often “loop” (1).',
    ],
    [week('2026-W47', 412, 0, {}), 'None of 412 calls flagged.'],
    [week('2026-W47', 0, 0, {}), 'No calls this week.'],
  ])('%#', (now, headline) => {
    expect(buildWeeklyReport({ ...reportInput(), weeks: [now] }).headline).toBe(headline);
  });
});

describe('the weekly report', () => {
  it('names its days, ranks failure modes with the week before, and gives each picture a name', () => {
    const report = buildWeeklyReport(reportInput());
    expect([report.firstDay, report.lastDay]).toEqual(['2026-11-16', '2026-11-22']);
    expect(report.topModes.map((m) => [m.title, m.owner, m.words.replace(/ \(.*\)/, '')])).toEqual([
      ['Refund without approval', '@ann', '2.2 %; 14 the week before'],
      ['loop', undefined, '1.0 %; none the week before'],
    ]);
    expect(report.charts.map((c) => c.name.replace('report/2026-W47/', ''))).toEqual([
      'fix-FX-1-refund',
      'overview',
      'flagged',
    ]);
    expect(report.charts[0]?.chart).toMatchObject({
      marks: [{ at: '2026-W45', label: 'v15 live' }],
      notes: [{ at: '2026-W46', label: 'v16 (10 %)' }],
    });
    expect(report.fixes[0]?.modes[0]?.chart.points[0]).toMatchObject({ at: '2026-W46', n: 405, x: 14 });
  });

  it('counts the go-live week in the time zone of the team', () => {
    const input = reportInput();
    const [first] = input.fixes;
    if (first === undefined) throw new Error('the input has a fix');
    const late: ReportInput = {
      ...input,
      zone: 'Asia/Kolkata',
      fixes: [{ ...first, fix: { ...first.fix, liveAt: new Date('2026-11-08T20:00:00Z') } }],
    };
    expect(buildWeeklyReport(late).fixes[0]?.liveWeek).toBe('2026-W46');
  });

  it('has no picture and no caveat where there is nothing', () => {
    const report = buildWeeklyReport({ ...reportInput(), weeks: [], fixes: [] });
    expect([report.charts, report.notes, report.topModes]).toEqual([[], [], []]);
  });

  it('begins its charts at the first call', () => {
    const weeks = [
      week('2026-W44', 0, 0, {}),
      week('2026-W45', 50, 5, {}),
      week('2026-W46', 0, 0, {}),
      week('2026-W47', 60, 3, {}),
    ];
    const report = buildWeeklyReport({ ...reportInput(), weeks, fixes: [] });
    const [first] = report.charts;
    const points = first && 'points' in first.chart ? first.chart.points : [];
    expect(points.map((p) => p.at)).toEqual(['2026-W45', '2026-W46', '2026-W47']);
  });

  it('draws every failure mode on one scale, the most frequent first, and says what it shows', () => {
    const overview = buildWeeklyReport(reportInput()).charts[1]?.chart;
    expect(overview).toMatchObject({
      title: 'Every failure mode, share of calls by week',
      panels: [
        { title: 'Refund without approval', now: '2.2 % (9 of 412)', marks: [{ at: '2026-W45', label: 'v15' }] },
        { title: 'loop', now: '1.0 % (4 of 412)', marks: [] },
      ],
    });
    expect(overview?.alt).toMatch(
      /Most often in 2026-W47: Refund without approval 2\.2 % \(9 of 412 calls; 95 % interval/,
    );
  });

  it('scales modes to all flagged calls where some still wait, and ranks by that', () => {
    const [before, now] = reportInput().weeks;
    const weeks = [
      { ...before, shownByMode: { refund: 0.5 } },
      { ...now, shownByMode: { loop: 0.25 } },
    ] as ReportInput['weeks'];
    const report = buildWeeklyReport({ ...reportInput(), weeks });
    expect(
      report.topModes.map(({ failureMode, words }) => [failureMode, words.replace(/ \(.*; 95.*\);/, ';')]),
    ).toEqual([
      ['loop', '3.9 %; none the week before'],
      ['refund', '2.2 %; about 28 the week before (14 confirmed so far)'],
    ]);
    expect(report.topModes[0]?.words).toContain('4 of 412 calls confirmed, about 25 % of what a review of all flagged');
    expect(report.charts[1]?.chart).toMatchObject({
      panels: [
        { title: 'Refund without approval', now: '2.2 % (9 of 412)' },
        { title: 'loop', now: 'about 3.9 % (4 of 412)' },
      ],
    });
  });

  it('draws no overview of a single failure mode', () => {
    const weeks = [week('2026-W47', 412, 38, { refund: 9 })];
    const names = buildWeeklyReport({ ...reportInput(), weeks, fixes: [] }).charts.map(({ name }) => name);
    expect(names).toEqual(['report/2026-W47/flagged']);
  });

  it('refuses a week that does not exist', () => {
    expect(() => buildWeeklyReport({ ...reportInput(), week: '2025-W53' })).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    );
  });

  it('scales the rates of a fix to all flagged calls, and leaves a gap where nothing is reviewed yet', () => {
    const input = reportInput();
    const fixes = input.fixes.map((fix) => ({
      ...fix,
      modes: fix.modes.map((mode) => ({
        ...mode,
        after: countOf(since({ calls: 14_000, tagged: 18, served: 52, waiting: 98 })),
        weeks: [
          { week: '2026-W45', calls: 400, confirmed: 4, shown: 0.5 },
          { week: '2026-W46', calls: 400, confirmed: 0, shown: 0 },
        ],
      })),
    }));
    const mode = buildWeeklyReport({ ...input, fixes }).fixes[0]?.modes[0];
    // 18 of 35 % of 14,000, which is what 52 of 150 reviewed calls tell.
    expect(mode?.after).toMatchObject({ x: 18, n: 14_000, shown: expect.closeTo(52 / 150) });
    expect(mode?.after.rate).toBeCloseTo(18 / (52 / 150) / 14_000);
    expect(mode?.words).toContain(
      'Since: 0.4 % (18 of 14,000 calls confirmed, about 35 % of what a review of all flagged ones would show; 95 % interval 0.2 to 0.6 %)',
    );
    expect(mode?.chart.points.map(({ n, rate }) => [n, rate])).toEqual([
      [400, 0.02],
      [0, 0],
    ]);
  });
});
