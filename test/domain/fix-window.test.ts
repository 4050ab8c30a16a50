import { describe, expect, it } from 'vitest';
import type { VersionCalls } from '#src/domain/fix-days.ts';
import { planWindow, type WindowOrder } from '#src/domain/fix-window.ts';
import { addDays } from '#src/domain/week.ts';

const LIVE = '2026-11-06';
const callsFrom = (first: string, changes: Record<string, string> = {}): VersionCalls[] => {
  let scorecard = '1';
  return Array.from({ length: 120 }, (_, i) => addDays(first, i))
    .filter((day) => day <= '2026-11-30')
    .map((day) => {
      scorecard = changes[day] ?? scorecard;
      return { day, agent: 'shop', version: 'v1', scorecard, calls: 10 };
    });
};
const plan = (more: Partial<WindowOrder> = {}) =>
  planWindow({ liveDay: LIVE, today: '2026-11-20', rivals: [], calls: callsFrom('2026-08-01'), ...more });
const ends = (days: readonly string[]) => [days[0], days.at(-1), days.length];

describe('the windows around a go-live', () => {
  it('are eight whole weeks before and the whole days since, without the day itself', () => {
    const { before, after, isClosed } = plan();
    expect(ends(before)).toEqual(['2026-09-11', '2026-11-05', 56]);
    expect(ends(after)).toEqual(['2026-11-07', '2026-11-19', 13]);
    expect(isClosed).toBe(false);
  });
  it('end after 28 days', () => {
    const { after, isClosed, afterCut, watchUntil } = plan({ today: '2027-01-20' });
    expect(ends(after)).toEqual(['2026-11-07', '2026-12-04', 28]);
    expect([isClosed, afterCut, watchUntil]).toEqual([true, undefined, '2027-01-20']);
  });
  it('begin after the first day of calls, which is rarely whole, in whole weeks', () => {
    const { before, beforeCut } = plan({ calls: callsFrom('2026-10-10') });
    expect(ends(before)).toEqual(['2026-10-16', '2026-11-05', 21]);
    expect(beforeCut).toEqual({ by: 'first_call' });
    expect(plan({ calls: callsFrom('2026-10-29') }).before).toHaveLength(7);
  });
  it('keep clear of other fixes of the same failure', () => {
    const rivals = [
      { id: 'FX-1', liveDay: '2026-10-20' },
      { id: 'FX-3', liveDay: '2026-11-12' },
    ];
    const { before, beforeCut, after, afterCut, isClosed, watchUntil } = plan({ rivals });
    expect(ends(before)).toEqual(['2026-10-23', '2026-11-05', 14]);
    expect(beforeCut).toEqual({ by: 'fix', id: 'FX-1' });
    expect(ends(after)).toEqual(['2026-11-07', '2026-11-11', 5]);
    expect([afterCut, isClosed, watchUntil]).toEqual([{ by: 'fix', id: 'FX-3' }, true, '2026-11-12']);
  });
  it('have no day where two fixes went live together', () => {
    expect(plan({ rivals: [{ id: 'FX-3', liveDay: LIVE }] })).toMatchObject({
      after: [],
      afterCut: { by: 'fix', id: 'FX-3' },
    });
  });
  it('hold one way of flagging calls', () => {
    const cut = plan({ calls: callsFrom('2026-08-01', { '2026-10-20': '2', '2026-11-15': '3' }) });
    expect(ends(cut.before)).toEqual(['2026-10-23', '2026-11-05', 14]);
    expect(cut.beforeCut).toEqual({ by: 'detector' });
    expect(ends(cut.after)).toEqual(['2026-11-07', '2026-11-14', 8]);
    expect(cut.afterCut).toEqual({ by: 'detector' });
  });
  it('begin their after where a canary got all traffic', () => {
    const { before, after } = plan({ fullDay: '2026-11-10' });
    expect([before.at(-1), after[0]]).toEqual(['2026-11-05', '2026-11-11']);
  });
  it('are empty on the deploy day and without calls', () => {
    const { before, after } = plan({ today: LIVE, calls: [] });
    expect([before, after]).toEqual([[], []]);
  });
});
