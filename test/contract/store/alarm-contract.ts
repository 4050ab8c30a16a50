import { expect, it } from 'vitest';
import type { Alarm } from '#src/domain/alarm.ts';
import type { Fix } from '#src/domain/fix.ts';
import { hours, newCall, newReview, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };
const rate = { x: 9, n: 90, rate: 0.1, low: 0.05, high: 0.2 };

const fix: Fix = {
  id: 'FX-901',
  title: 'Ask first',
  agent: 'al-one',
  agents: ['al-one', 'al-two'],
  failureModes: ['m'],
  kind: 'prompt',
  version: 'v15',
  liveAt: hours(-48),
  share: 0.5,
  expectedDrop: 0.5,
  ownerId: 'web:ann',
  ownerName: 'ann',
  scenarioIds: [],
  createdAt: noon,
};
const counts = { callsBefore: 90, callsAfter: 90, daysBefore: 14, daysAfter: 3 };
const said = { outcome: 'worse', headline: 'Worse', words: 'It grew.', observed: 9, expected: 2 } as const;
const verdict = { ...said, ...counts, details: [] };
const alarm: Alarm = {
  id: 'AL-901',
  key: 'worse:FX-901:m',
  kind: 'worse',
  agents: ['al-one', 'al-two'],
  failureMode: 'm',
  fixId: 'FX-901',
  callIds: ['al-1', 'al-2'],
  facts: {
    mode: 'M',
    verdict,
    before: rate,
    after: rate,
    firstDay: '2026-11-19',
    lastDay: '2026-11-20',
    week: '2026-W47',
  },
  postedAt: noon,
};

export function alarmContract(use: () => TestStore): void {
  const write = writer(use);

  it('keeps an alarm once, and who was first to take note of it', async () => {
    await write(ctx, quiet, (tx) => tx.fixes.insertFix(fix));
    expect(await use().store.fixes.fix(fix.id)).toEqual(fix);
    const insert = (id: string) => write(ctx, quiet, (tx) => tx.alarms.insert({ ...alarm, id }));
    expect((await Promise.all([insert('AL-901'), insert('AL-902')])).sort()).toEqual([false, true]);
    const { alarms } = use().store;
    const [kept] = await alarms.alarms({ fixId: fix.id, limit: 5 });
    expect(kept).toEqual({ ...alarm, id: kept?.id });
    expect(await alarms.told([alarm.key, 'worse:FX-901:other'])).toEqual(new Set([alarm.key]));
    const seen = async (agents: string[]) => (await alarms.alarms({ agents, fixId: fix.id, limit: 5 })).length;
    expect(await Promise.all([seen(['al-one']), seen(['al-*']), seen(['al-two', 'al-one'])])).toEqual([0, 1, 1]);
    const id = kept?.id ?? '';
    const take = (by: string) => write(ctx, quiet, (tx) => tx.alarms.acknowledge(id, by, noon));
    expect((await Promise.all([take('ann'), take('bob')])).sort()).toEqual([false, true]);
    expect(await alarms.alarms({ fixId: fix.id, open: true, limit: 5 })).toEqual([]);
    const end = { endedAt: noon, endedBy: 'eve', rolledBackTo: 'v14' };
    const ending = () => write(ctx, quiet, (tx) => tx.fixes.endFix(fix.id, end));
    expect((await Promise.all([ending(), ending()])).sort()).toEqual([false, true]);
    const [rolledBack] = await write(ctx, quiet, (tx) => tx.alarms.rollBack(fix.id, 'v14', 'eve', hours(1)));
    expect(rolledBack).toMatchObject({ rolledBackTo: 'v14', rolledBackBy: 'eve', acknowledgedAt: noon });
    expect(await use().store.fixes.fix(fix.id)).toMatchObject(end);
  });

  clearCallContract(use);
  watchedContract(use);
  fixPagesContract(use);
}

function clearCallContract(use: () => TestStore): void {
  const write = writer(use);

  it('finds the clearest calls, and lets go of those of a customer who is forgotten', async () => {
    const call = (id: string, customerKey: string) => newCall(id, { agent: 'al-one', customerKey });
    const confirmed = (id: string, severity: 'high' | 'critical', score: number) => ({
      ...newReview(`R-${id}`, id, { agent: 'al-one', state: 'confirmed', failureModes: ['m'], severity, score }),
      callStartedAt: noon,
    });
    await write(ctx, quiet, async (tx) => {
      await tx.calls.insertNew([call('al-1', 'ref:al-gone'), call('al-2', 'ref:al'), call('al-3', 'ref:al')]);
      await tx.reviews.insert(confirmed('al-1', 'high', 10));
      await tx.reviews.insert(confirmed('al-2', 'high', 30));
      await tx.reviews.insert(confirmed('al-3', 'critical', 50));
      await tx.alarms.insert({
        ...alarm,
        id: 'AL-910',
        key: 'drift:al',
        kind: 'drift',
        callIds: ['al-3', 'al-1', 'al-2'],
      });
    });
    const { alarms } = use().store;
    const order = { agents: ['al-one'], from: hours(-1), to: hours(1), limit: 3 };
    const found = await alarms.clearest({ ...order, failureMode: 'm' });
    expect(found.map(({ callId }) => callId)).toEqual(['al-3', 'al-1', 'al-2']);
    expect(found[0]).toEqual({
      callId: 'al-3',
      reviewId: 'R-al-3',
      severity: 'critical',
      reason: 'Cancelled without asking.',
      score: 50,
    });
    expect(await alarms.clearest({ ...order, failureMode: 'other' })).toEqual([]);
    expect(await alarms.clearest({ ...order, limit: 1 })).toHaveLength(1);
    await write(ctx, quiet, (tx) => tx.calls.forget(['ref:al-gone']));
    expect((await alarms.alarm('AL-910'))?.callIds).toEqual(['al-3', 'al-2']);
    expect((await alarms.clearCalls(['al-2', 'al-1', 'al-3'])).map(({ callId }) => callId)).toEqual(['al-2', 'al-3']);
  });
}

function watchedContract(use: () => TestStore): void {
  const write = writer(use);

  it('reads so many deployments of each agent, however often another is deployed', async () => {
    const at = (agent: string, n: number) => ({ agent, version: `v${n}`, share: 1, liveAt: hours(-n) });
    const rows = [at('al-rare', 90), ...[1, 2, 3, 4].map((n) => at('al-busy', n))];
    const more = { createdBy: 'ci', createdAt: noon };
    await write(ctx, quiet, async (tx) => {
      for (const row of rows)
        await tx.fixes.insertDeployment({ ...row, ...more, id: `${row.agent}-${row.version}`, endedAt: noon });
    });
    const read = (await use().store.fixes.deployments(undefined, 2)).filter(({ agent }) => agent.startsWith('al-'));
    expect(read.map(({ id }) => id)).toEqual(['al-busy-v1', 'al-busy-v2', 'al-rare-v90']);
    expect(read[2]).toEqual({ ...at('al-rare', 90), ...more, id: 'al-rare-v90', endedAt: noon });
  });

  it('counts what is confirmed, and knows what is watched', async () => {
    const count = (n: number) => write(ctx, quiet, (tx) => tx.alarms.countFailures('al-count', 'm', n));
    expect((await Promise.all([count(1), count(1), count(3)])).some((n) => n === 5)).toBe(true);
    await write(ctx, quiet, (tx) => tx.fixes.insertFix({ ...fix, id: 'FX-902', agents: ['al-watched'] }));
    const watched = (mode: string, allFrom: Date, agent = 'al-watched') =>
      use().store.alarms.isWatched(agent, mode, { allFrom, ownFrom: hours(-200), until: noon });
    expect(
      await Promise.all([
        watched('m', hours(-1)),
        watched('other', hours(-72)),
        watched('other', hours(-1)),
        watched('m', hours(-72), 'al-one'),
      ]),
    ).toEqual([true, true, false, false]);
  });
}

function fixPagesContract(use: () => TestStore): void {
  it('gives the fixes of these agents a page at a time, the newest go-live first', async () => {
    const agents = [['pg-a'], ['pg-a', 'pg-b'], ['pg-b'], ['pg_a']];
    const made = agents.map((of, i): Fix => {
      return { ...fix, id: `FX-91${i}`, agent: of[0] as string, agents: of, liveAt: hours(i < 2 ? -1 : -i) };
    });
    await writer(use)(ctx, quiet, async (tx) => {
      for (const one of made) await tx.fixes.insertFix(one);
    });
    const { fixes } = use().store;
    expect(await fixes.fixes(1, { agents: ['pg-*'] })).toEqual([made[1]]);
    const ids = async (limit: number, page: Parameters<typeof fixes.fixes>[1]) =>
      (await fixes.fixes(limit, page)).map(({ id }) => id);
    expect(await ids(2, { agents: ['pg-*'] })).toEqual(['FX-911', 'FX-910']);
    expect(await ids(2, { agents: ['pg-*'], before: made[0] })).toEqual(['FX-912']);
    expect(await ids(9, { agents: ['pg-*'], before: made[1] })).toEqual(['FX-910', 'FX-912']);
    expect(await ids(9, { agents: ['pg-b'] })).toEqual(['FX-912']);
    expect(await ids(9, { agents: ['pg_a'] })).toEqual(['FX-913']);
  });
}
