import { expect, it } from 'vitest';
import type { FailurePattern } from '#src/domain/patterns/failure-pattern.ts';
import { hours, newCall, newReview, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };

const pattern: FailurePattern = {
  id: 'P-901',
  agent: 'patterned',
  kind: 'mode',
  under: 'wrong-refund',
  quote: 'It is too much.',
  quoteCallId: 'pt-1',
  terms: ['too much'],
  callIds: ['pt-1', 'pt-2'],
  recent: 2,
  before: 0,
  growth: 'new',
  firstWeek: '2026-W47',
  clearestCallId: 'pt-1',
};

export function patternContract(use: () => TestStore): void {
  const write = writer(use);

  it('tells which calls fail and what their customers said', async () => {
    const startedAt = hours(-24 * 400);
    const at = { callStartedAt: startedAt, agent: 'patterned' };
    const call = (id: string) => newCall(id, { agent: 'patterned', startedAt });
    const found = { state: 'confirmed', failureModes: ['m'] } as const;
    await write(ctx, quiet, async (tx) => {
      await tx.calls.insertNew(['pt-1', 'pt-2', 'pt-3', 'pt-4'].map(call));
      await tx.reviews.insert(newReview('R-901', 'pt-1', { ...at, ...found, scenarioId: 'SC-x' }));
      await tx.reviews.insert(newReview('R-902', 'pt-2', { ...at, state: 'duplicate', duplicateOf: 'R-901' }));
      await tx.reviews.insert(newReview('R-903', 'pt-3', { ...at, state: 'dismissed' }));
      await tx.reviews.insert(newReview('R-904', 'pt-4', { ...at, state: 'duplicate', duplicateOf: 'R-903' }));
    });
    const { patterns } = use().store;
    const until = hours(-24 * 399);
    const failing = await patterns.failing(startedAt, until, 10);
    expect(failing).toMatchObject([
      { callId: 'pt-2', startedAt, state: 'duplicate', failureModes: ['m'], isPromoted: true },
      { callId: 'pt-1', failureModes: ['m'], isPromoted: true, note: null },
    ]);
    expect(await patterns.failing(startedAt, until, 1)).toHaveLength(1);
    expect(await patterns.countFailing(startedAt, until)).toBe(2);
    const whole = await use().store.calls.whole('pt-1');
    const words = whole?.call.turns.flatMap(({ role, kind, text }) =>
      role === 'customer' && kind === 'speech' ? [text] : [],
    );
    expect(await patterns.said(['pt-1', 'nobody'])).toEqual(
      words?.length ? [{ callId: 'pt-1', said: words.join('\n') }] : [],
    );
  });

  it('keeps patterns by week, the newest for readers', async () => {
    const later = { ...pattern, callIds: ['pt-9'], growth: 'steady' } as const;
    await write(ctx, quiet, (tx) => tx.patterns.putWeek('2030-W01', [pattern], '2029-W40'));
    await write(ctx, quiet, (tx) =>
      tx.patterns.putWeek('2030-W02', [pattern, { ...pattern, id: 'P-902' }], '2029-W40'),
    );
    await write(ctx, quiet, (tx) => tx.patterns.putWeek('2030-W02', [later], '2029-W40'));
    expect(await use().store.patterns.latest()).toEqual([later]);
    await write(ctx, quiet, (tx) => tx.patterns.putWeek('2030-W20', [], '2030-W10'));
    expect(await use().store.patterns.latest()).toEqual([]);
    const ids = await write(ctx, quiet, async (tx) => [await tx.patterns.nextId(), await tx.patterns.nextId()]);
    expect(new Set(ids).size).toBe(2);
  });
}
