import { describe, expect, it } from 'vitest';
import {
  addDays,
  addWeeks,
  daySpan,
  isoWeek,
  localDay,
  nextWeek,
  previousWeek,
  weekDays,
  weekSpan,
} from '#src/domain/week.ts';

const HOUR = 3_600_000;
const hours = (span: { startAt: Date; endAt: Date }) => (span.endAt.getTime() - span.startAt.getTime()) / HOUR;

describe('the ISO week of an instant', () => {
  it.each([
    ['2026-11-20T19:00:00Z', 'UTC', '2026-W47', '2026-11-20'],
    ['2026-11-22T23:59:59Z', 'UTC', '2026-W47', '2026-11-22'],
    ['2026-11-22T23:59:59Z', 'Asia/Kolkata', '2026-W48', '2026-11-23'],
    ['2026-11-23T04:59:59Z', 'America/New_York', '2026-W47', '2026-11-22'],
    ['2026-11-23T05:00:00Z', 'America/New_York', '2026-W48', '2026-11-23'],
    ['2027-01-03T12:00:00Z', 'UTC', '2026-W53', '2027-01-03'],
    ['2021-01-01T00:00:00Z', 'UTC', '2020-W53', '2021-01-01'],
    ['2024-12-30T00:00:00Z', 'UTC', '2025-W01', '2024-12-30'],
    ['2011-12-30T11:00:00Z', 'Pacific/Apia', '2011-W52', '2011-12-31'],
    ['2011-12-30T09:59:59Z', 'Pacific/Apia', '2011-W52', '2011-12-29'],
  ])('%s in %s is in %s', (at, zone, week, day) => {
    expect(isoWeek(new Date(at), zone)).toBe(week);
    expect(localDay(new Date(at), zone)).toBe(day);
  });
});

describe('a week in a zone', () => {
  it.each([
    ['2026-W47', 'UTC', '2026-11-16T00:00:00.000Z', 168],
    ['2026-W47', 'Asia/Kolkata', '2026-11-15T18:30:00.000Z', 168],
    ['2026-W10', 'America/New_York', '2026-03-02T05:00:00.000Z', 167],
    ['2026-W44', 'America/New_York', '2026-10-26T04:00:00.000Z', 169],
    ['2026-W13', 'Europe/Berlin', '2026-03-22T23:00:00.000Z', 167],
    ['2026-W43', 'Europe/Berlin', '2026-10-18T22:00:00.000Z', 169],
    ['2011-W52', 'Pacific/Apia', '2011-12-26T10:00:00.000Z', 144],
    ['2026-W53', 'UTC', '2026-12-28T00:00:00.000Z', 168],
  ])('%s in %s starts at %s and has %i hours', (week, zone, start, length) => {
    const span = weekSpan(week, zone);
    expect(span.startAt.toISOString()).toBe(start);
    expect(hours(span)).toBe(length);
    expect(isoWeek(span.startAt, zone)).toBe(week);
    expect(isoWeek(new Date(span.endAt.getTime() - 1), zone)).toBe(week);
    expect(isoWeek(span.endAt, zone)).toBe(nextWeek(week));
  });

  it('begins at the first instant of a day whose midnight does not exist', () => {
    expect(daySpan('2026-04-24', 'Africa/Cairo').startAt.toISOString()).toBe('2026-04-23T22:00:00.000Z');
    expect(hours(daySpan('2026-04-24', 'Africa/Cairo'))).toBe(23);
  });

  it('a day that the zone skipped is empty', () => expect(hours(daySpan('2011-12-30', 'Pacific/Apia'))).toBe(0));
});

describe('counting weeks and days', () => {
  it.each([
    ['2026-W53', '2027-W01'],
    ['2025-W52', '2026-W01'],
    ['2020-W53', '2021-W01'],
  ])('%s is followed by %s', (a, b) => {
    expect(nextWeek(a)).toBe(b);
    expect(previousWeek(b)).toBe(a);
  });
  it('goes far', () => expect(addWeeks('2026-W47', -60)).toBe('2025-W39'));
  it('names the seven days', () =>
    expect(weekDays('2026-W53')).toEqual([
      '2026-12-28',
      '2026-12-29',
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
      '2027-01-02',
      '2027-01-03',
    ]));
  it('steps over a leap day', () => expect(addDays('2028-02-28', 2)).toBe('2028-03-01'));
  it.each(['2025-W53', '2026-W00', '2026-47', 'W47', '2026-W54', ''])('refuses %s', (week) => {
    expect(() => weekDays(week)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
  it.each(['2026-02-30', '2026-13-01', 'yesterday'])('refuses the day %s', (day) => {
    expect(() => addDays(day, 1)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});
