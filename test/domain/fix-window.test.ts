import { describe, expect, it } from 'vitest';
import { fixWindows } from '#src/domain/fix-window.ts';

const at = (text: string) => new Date(text);
const words = (w: { startAt: Date; endAt: Date; days: number }) =>
  `${w.startAt.toISOString()} ${w.endAt.toISOString()} ${w.days}`;

describe('the windows around a go-live', () => {
  it('are eight whole weeks before and the whole days since, without the day itself', () => {
    const { before, after } = fixWindows(at('2026-11-06T15:00:00Z'), at('2026-11-20T09:00:00Z'), 'UTC');
    expect(words(before)).toBe('2026-09-11T00:00:00.000Z 2026-11-06T00:00:00.000Z 56');
    expect(words(after)).toBe('2026-11-07T00:00:00.000Z 2026-11-20T00:00:00.000Z 13');
  });
  it('end after 28 days', () => {
    const { after } = fixWindows(at('2026-06-01T12:00:00Z'), at('2026-11-20T09:00:00Z'), 'UTC');
    expect(words(after)).toBe('2026-06-02T00:00:00.000Z 2026-06-30T00:00:00.000Z 28');
  });
  it('begin after the first day of calls, which is rarely whole', () => {
    const { before } = fixWindows(
      at('2026-11-06T15:00:00Z'),
      at('2026-11-20T09:00:00Z'),
      'UTC',
      at('2026-10-30T17:00:00Z'),
    );
    expect(words(before)).toBe('2026-10-31T00:00:00.000Z 2026-11-06T00:00:00.000Z 6');
  });
  it('are cut at local midnight, clocks changed or not', () => {
    const { before, after } = fixWindows(at('2026-11-02T02:00:00Z'), at('2026-11-04T12:00:00Z'), 'America/New_York');
    expect(before.endAt.toISOString()).toBe('2026-11-01T04:00:00.000Z');
    expect(words(after)).toBe('2026-11-02T05:00:00.000Z 2026-11-04T05:00:00.000Z 2');
  });
  it('are empty on the deploy day and where there were no calls before', () => {
    const { before, after } = fixWindows(
      at('2026-11-06T15:00:00Z'),
      at('2026-11-06T18:00:00Z'),
      'UTC',
      at('2026-11-06T08:00:00Z'),
    );
    expect([before.days, after.days]).toEqual([0, 0]);
    expect(after.startAt).toEqual(after.endAt);
  });
});
