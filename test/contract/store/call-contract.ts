import { expect, it } from 'vitest';
import { hours, newCall, newReview, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };

export function callContract(use: () => TestStore): void {
  storing(use);
  storingOddCalls(use);
  rewriting(use);
  listing(use);
}

function storing(use: () => TestStore): void {
  const write = writer(use);

  it('stores a batch whole, and gives the calls back in the order asked for', async () => {
    const given = ['w3', 'w1', 'w2'].map((id) => newCall(id, { agent: 'whole' }));
    const inserted = await write(ctx, quiet, (tx) => tx.calls.insertNew(given));
    expect(inserted).toEqual(new Set(['w1', 'w2', 'w3']));
    const back = await use().store.calls.wholes(['w2', 'w3', 'nobody', 'w1']);
    expect(back.map(({ row }) => row.id)).toEqual(['w2', 'w3', 'w1']);
    expect(back[1]).toEqual({ row: given[0]?.row, call: given[0]?.call });
    expect(await use().store.calls.find('test', 's-w1')).toEqual(given[1]?.row);
    expect(await use().store.calls.raws('w1')).toEqual([{ revision: 0, raw: { from: 'w1' }, receivedAt: noon }]);
  });

  it('takes the first of two alike, whether in one batch or in two at once', async () => {
    const twin = (id: string) => newCall(id, { agent: 'twin', sourceCallId: 'twin' });
    const one = await write(ctx, quiet, (tx) => tx.calls.insertNew([twin('t1'), twin('t2')]));
    expect(one).toEqual(new Set(['t1']));
    const batch = (prefix: string) =>
      write(ctx, quiet, (tx) =>
        tx.calls.insertNew(
          [9, 3, 7, 1].map((n) => newCall(`${prefix}${n}`, { agent: 'race', sourceCallId: `race-${n}` })),
        ),
      );
    const won = await Promise.all([batch('x'), batch('y')]);
    expect(won[0].size + won[1].size).toBe(4);
    expect(await use().store.calls.list({ agents: ['race'], limit: 10 })).toHaveLength(4);
  });

  it('stores what PostgreSQL cannot hold without it: U+0000 and half characters', async () => {
    const call = newCall('odd', { agent: 'odd\u0000', intent: 'half \ud83d' }, 'a\u0000b \udc00 \\u0000 c');
    await write(ctx, quiet, (tx) => tx.calls.insertNew([{ ...call, raw: { 'k\u0000': ['v\u0000', '\ud800'] } }]));
    const back = await use().store.calls.whole('odd');
    expect(back?.row).toMatchObject({ agent: 'odd', intent: 'half \ufffd' });
    expect(back?.call.turns[0]?.text).toBe('ab \ufffd \\u0000 c');
    expect((await use().store.calls.raws('odd'))[0]?.raw).toEqual({ k: ['v', '\ufffd'] });
  });

  it('keeps numbers beyond 32 bits and payloads nested absurdly deep from refusing a call', async () => {
    let deep: unknown = 1;
    for (let i = 0; i < 20_000; i++) deep = [deep];
    const call = { ...newCall('big', { revision: 1_763_665_000_000, durationMs: 9_000_000_000 }), raw: deep };
    await write(ctx, quiet, (tx) => tx.calls.insertNew([call]));
    expect(await use().store.calls.row('big')).toMatchObject({
      revision: 1_763_665_000_000,
      durationMs: 2_147_483_647,
    });
  });
}

function storingOddCalls(use: () => TestStore): void {
  const write = writer(use);

  it('replaces a call under its lock and keeps every payload; its review follows it', async () => {
    await write(ctx, quiet, async (tx) => {
      await tx.calls.insertNew([newCall('rep')]);
      await tx.reviews.insert(newReview('R-rep', 'rep'));
    });
    await write(ctx, quiet, async (tx) => {
      const stored = await tx.calls.lockFor('test', 's-rep');
      expect(stored?.row.id).toBe('rep');
      const { snapshot: _, ...bare } = newCall('rep', {}, 'Later words.').call;
      await tx.calls.replace({
        row: { ...newCall('rep').row, agentVersion: 'v9', resolved: true, contentHash: 'new' },
        call: bare,
        raw: { later: true },
      });
    });
    const back = await use().store.calls.whole('rep');
    expect(back?.row).toMatchObject({ resolved: true, contentHash: 'new' });
    expect(back?.call.snapshot).toBeUndefined();
    expect(back?.call.turns[0]?.text).toBe('Later words.');
    expect(await use().store.reviews.get('R-rep')).toMatchObject({ agentVersion: 'v9' });
    expect((await use().store.calls.raws('rep')).map(({ revision, raw }) => [revision, raw])).toEqual([
      [0, { from: 'rep' }],
      [1, { later: true }],
    ]);
  });
}

function rewriting(use: () => TestStore): void {
  const write = writer(use);

  it('writes findings again over the old ones, for many calls', async () => {
    await write(ctx, quiet, (tx) =>
      tx.calls.insertNew([newCall('f1', { agent: 'find' }), newCall('f2', { agent: 'find' })]),
    );
    const found = (id: string, score: number) => ({
      id,
      signals: [
        {
          detector: 'loop',
          severity: 'high' as const,
          criterion: 'procedure' as const,
          title: 'Loop',
          reason: 'r',
          turns: [1],
        },
      ],
      criteria: [{ id: 'empathy' as const, score: null, reason: 'not judged' }],
      score,
      scorecardVersion: 'find-1',
      flagged: score < 60,
      severity: score < 60 ? ('high' as const) : null,
      patternKey: null,
      scoredAt: noon,
    });
    await write(ctx, quiet, (tx) => tx.calls.saveFindingsMany([found('f2', 20), found('f1', 90), found('gone', 1)]));
    await write(ctx, quiet, (tx) => tx.calls.saveFindings('f1', { ...found('f1', 30), signals: [] }));
    expect(await use().store.calls.findings('f1')).toMatchObject({
      signals: [],
      criteria: [{ id: 'empathy', score: null }],
    });
    expect(await use().store.calls.findings('f2')).toMatchObject({ signals: [{ detector: 'loop', turns: [1] }] });
    expect((await use().store.calls.list({ agents: ['find'], flagged: true, limit: 10 })).map((row) => row.id)).toEqual(
      ['f2', 'f1'],
    );
    expect(await use().store.calls.scoredOtherwise('find-2', 10)).toEqual(['f1', 'f2']);
    expect(await use().store.calls.scoredOtherwise('find-1', 10)).toEqual([]);
  });
}

function listing(use: () => TestStore): void {
  const write = writer(use);

  it('pages newest first without losing calls of one moment, and filters by agent prefix, time and words', async () => {
    const given = [0, 0, 0, 1, 2].map((h, i) =>
      newCall(`p${i}`, { agent: `page_%${i}`, startedAt: hours(h), customerKey: 'ref:page' }),
    );
    await write(ctx, quiet, (tx) => tx.calls.insertNew(given));
    const ids: string[] = [];
    for (let before: { startedAt: Date; id: string } | undefined, page = 0; page < 3; page++) {
      const rows = await use().store.calls.list({ agents: ['page_%*'], limit: 2, ...(before ? { before } : {}) });
      ids.push(...rows.map((row) => row.id));
      before = rows.at(-1);
    }
    expect(ids).toEqual(['p4', 'p3', 'p2', 'p1', 'p0']);
    expect(await use().store.calls.list({ agents: [], limit: 9 })).toEqual([]);
    expect(
      (await use().store.calls.list({ agents: ['page_%*'], from: hours(1), to: hours(2), limit: 9 })).map((r) => r.id),
    ).toEqual(['p3']);
    expect((await use().store.calls.list({ text: 'PAGE_%2', limit: 9 })).map((r) => r.id)).toEqual(['p2']);
    expect((await use().store.calls.ofCustomer('ref:page', noon, hours(2))).map((c) => c.callId)).toEqual([
      'p0',
      'p1',
      'p2',
      'p3',
    ]);
  });
}
