import { expect, test } from 'vitest';
import type { Figure } from '#src/domain/figure.ts';
import { buildWeeklyReport } from '#src/domain/report.ts';
import { reportFigures } from '#src/domain/report-figures.ts';
import { figuresCsv } from '#src/views/figures-csv.ts';
import { reportInput } from '#test/domain/report-input.ts';

const figure = (name: string, more: Partial<Figure> = {}): Figure => ({
  week: '2026-W47',
  section: 'calls',
  name,
  value: 0.1 + 0.2,
  unit: 'calls',
  ...more,
});
const rows = (csv: string) => csv.split('\r\n');

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "no"', '"say ""no"""'],
  ['two\nlines', '"two\nlines"'],
  ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
  ['+1', "'+1"],
  ['-1+cmd', "'-1+cmd"],
  ['@sum', "'@sum"],
  [' =1', "' =1"],
  ['\uff1d1', "'\uff1d1"],
  ['a;=1', "a;'=1"],
  ['a\n @x', '"a\n\' @x"'],
])('the text %j is %j in CSV', (name, cell) => {
  expect(figuresCsv([figure(name)])).toBe(
    `week,section,name,value,low,high,n,unit\r\n2026-W47,calls,${cell},0.3,,,,calls\r\n`,
  );
});

test('a number below 0 stays one', () => {
  expect(rows(figuresCsv([figure('x', { value: -2, low: -3, high: 0, n: 9 })]))[1]).toBe(
    '2026-W47,calls,x,-2,-3,0,9,calls',
  );
});

test('every number of a report is a row, with its interval, n and unit', () => {
  const figures = reportFigures(buildWeeklyReport(reportInput()));
  const of = (section: string, name: string) => figures.find((one) => one.section === section && one.name === name);
  expect(of('calls', 'flagged/share')).toMatchObject({ value: 38 / 412, n: 412, unit: 'share of calls' });
  expect(of('fixes', 'FX-1/refund/before')).toMatchObject({
    value: 84 / 3360,
    n: 3360,
    low: expect.closeTo(0.0202, 4),
  });
  expect(of('fixes', 'FX-1/refund/observed')).toMatchObject({ value: 3, n: 840, unit: 'calls' });
  expect(of('fixes', 'FX-1/refund/observed to expected')?.unit).toBe('ratio (improved)');
  expect(of('suite', 'fast')).toMatchObject({ value: 40, unit: 'scenarios' });
  expect(of('gates', 'passed')?.value).toBe(5);
  expect(of('review', 'median to claim')).toMatchObject({ value: 5_400_000, n: 30, unit: 'ms' });
  const week = figures.find((one) => one.name === 'overview/Refund without approval' && one.week === '2026-W46');
  expect(week).toMatchObject({ section: 'charts', value: 14 / 405, n: 405 });
  expect(new Set(figures.map(({ week: at, section, name }) => `${at} ${section} ${name}`)).size).toBe(figures.length);
  for (const { value, low, high } of figures) {
    expect(Number.isFinite(value)).toBe(true);
    if (low !== undefined && high !== undefined) expect(low).toBeLessThanOrEqual(high);
  }
});

test('the ratio of a fix that luck may have made among so many says so', () => {
  const input = reportInput();
  const fixes = input.fixes.map((fix) => ({
    ...fix,
    modes: fix.modes.map((mode) => ({ ...mode, verdict: { ...mode.verdict, standsTogether: false as const } })),
  }));
  const figures = reportFigures(buildWeeklyReport({ ...input, fixes }));
  expect(figures.find(({ name }) => name === 'FX-1/refund/observed to expected')?.unit).toBe(
    'ratio (improved by itself, may be luck among so many)',
  );
});
