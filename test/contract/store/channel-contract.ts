import { expect, it } from 'vitest';
import type { NewMessage } from '#src/ports/store/deliveries.ts';
import { hours, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };

export function channelContract(use: () => TestStore): void {
  queueing(use);
  settling(use);
  holding(use);
  receiving(use);
  installing(use);
}

function queueing(use: () => TestStore): void {
  const write = writer(use);
  const message = (id: string, fields: Partial<NewMessage> = {}): NewMessage => ({
    id,
    surface: 'slack',
    channel: 'T1/C-queue',
    subject: `review:${id}`,
    kind: 'card',
    createdAt: noon,
    ...fields,
  });
  const next = (newFirst = false) => use().store.deliveries.nextDue('slack', 'T1/C-queue', newFirst);
  const sent = (id: string, wanted: number) =>
    write(ctx, quiet, (tx) => tx.deliveries.markSent(id, wanted, `ts-${id}`, hours(1)));

  it('gives a channel its messages in order, edits and answers before what is new', async () => {
    await write(ctx, quiet, async (tx) => {
      await tx.deliveries.want(message('q2', { createdAt: hours(2) }));
      await tx.deliveries.want(message('q1', { createdAt: hours(1) }));
      await tx.deliveries.want(message('q3', { subject: 'review:q2', kind: 'thread:proof', threadOf: 'q2' }));
      await tx.deliveries.want(message('q4', { channel: 'T1/C-else' }));
    });
    expect(await next()).toMatchObject({ row: { id: 'q1', tries: 0 }, newCards: 2 });
    expect(await sent('q1', 1)).toBe(false);
    expect(await next()).toMatchObject({ row: { id: 'q2' }, newCards: 1 });
    await sent('q2', 1);
    expect(await next()).toMatchObject({ row: { id: 'q3' }, thread: 'ts-q2', newCards: 0 });
    await sent('q3', 1);
    expect(await next()).toBeUndefined();
    await write(ctx, quiet, async (tx) => {
      await tx.deliveries.want(message('q5', { createdAt: hours(-1) }));
      await tx.deliveries.wantAgain('review:q1');
    });
    expect([(await next())?.row.id, (await next(true))?.row.id]).toEqual(['q1', 'q5']);
    expect(await use().store.deliveries.byChannel()).toContainEqual({
      surface: 'slack',
      channel: 'T1/C-queue',
      due: 2,
      parked: 0,
      dueSince: noon,
    });
    expect(await use().store.deliveries.sentSince('slack', 'T1/C-queue', noon)).toBe(true);
    expect(await use().store.deliveries.sentSince('slack', 'T1/C-queue', hours(1))).toBe(false);
  });

  it('counts the tries of a message, one beginner each, and lets the others go before one that fails often', async () => {
    const begin = (tries: number) => write(ctx, quiet, (tx) => tx.deliveries.beginTry('q5', tries, noon));
    expect(await begin(0)).toBe(true);
    expect(await begin(0)).toBe(false);
    expect(await use().store.deliveries.message('q5')).toMatchObject({ tries: 1, attemptedAt: noon });
    await write(ctx, quiet, (tx) => tx.deliveries.setTries('q5', 0, undefined));
    expect((await use().store.deliveries.message('q5'))?.attemptedAt).toBeUndefined();
    await write(ctx, quiet, (tx) => tx.deliveries.setTries('q1', 5, noon));
    expect((await next())?.row.id).toBe('q5');
    expect(await write(ctx, quiet, (tx) => tx.deliveries.markSent('q1', 1, 'ts-q1', noon))).toBe(true);
    expect((await use().store.deliveries.message('q1'))?.tries).toBe(0);
  });
}

function settling(use: () => TestStore): void {
  const write = writer(use);

  it('shows a message as a transaction leaves it that is about to commit', async () => {
    let committed = false;
    let look: Promise<unknown> = Promise.resolve();
    await write(ctx, quiet, async (tx) => {
      await tx.deliveries.wantAgain('review:q2');
      look = use()
        .store.deliveries.settled('q2')
        .then((row) => expect([committed, row?.state]).toEqual([true, 'due']));
      await tx.sql('select 1');
      committed = true;
    });
    await look;
  });
}

function holding(use: () => TestStore): void {
  const write = writer(use);

  it('holds one channel until a time, for a reason, and no other', async () => {
    await write(ctx, quiet, (tx) => tx.channels.hold('slack', 'T1/C-h', hours(1), 'Slack asked to wait.', 2));
    const held = { heldUntil: hours(1), reason: 'Slack asked to wait.' };
    expect(await use().store.channels.held('slack', 'T1/C-h')).toEqual(held);
    expect(await use().store.channels.held('slack', 'T1/C-i')).toBeUndefined();
    expect(await use().store.channels.allHeld(noon)).toEqual([{ surface: 'slack', channel: 'T1/C-h', ...held }]);
    expect(await use().store.channels.allHeld(hours(2))).toEqual([]);
    const backlog = { messageId: 'm1', stated: 20, since: noon.toISOString() };
    await write(ctx, quiet, (tx) => tx.channels.setBacklog('slack', 'T1/C-h', backlog));
    expect(await use().store.channels.state('slack', 'T1/C-h')).toEqual({ hold: held, failures: 2, backlog });
    await write(ctx, quiet, (tx) => tx.channels.release('slack', 'T1/C-h'));
    expect(await use().store.channels.state('slack', 'T1/C-h')).toEqual({ failures: 0, backlog });
  });
}

function receiving(use: () => TestStore): void {
  it('lets each receipt through once, whoever takes it and however often', async () => {
    const take = (...ids: string[]) => use().store.takeReceipts(ids, noon);
    expect(await take('e1', 'e2', 'e1')).toEqual([true, true, false]);
    expect(await take('e2', 'e3')).toEqual([false, true]);
    expect(await take()).toEqual([]);
    const raced = await Promise.all(Array.from({ length: 8 }, () => take('e8', 'e9')));
    expect(raced.flat().filter(Boolean)).toHaveLength(2);
    expect(await writer(use)(ctx, quiet, (tx) => tx.deleteReceiptsBefore(hours(1)))).toBe(5);
    expect(await take('e1')).toEqual([true]);
  });
}

function installing(use: () => TestStore): void {
  const write = writer(use);

  it('keeps one installation a team, and forgets one that is removed', async () => {
    const first = {
      surface: 'slack' as const,
      team: 'T1',
      name: 'Acme',
      secretBox: 'v1:abc',
      facts: { botUserId: 'U1', scopes: ['chat:write'] },
      installedBy: 'slack:T1:U2',
      installedAt: noon,
    };
    await write(ctx, quiet, (tx) => tx.installations.put(first));
    await write(ctx, quiet, (tx) => tx.installations.put({ ...first, team: 'T2', installedAt: hours(1) }));
    await write(ctx, quiet, (tx) => tx.installations.put({ ...first, secretBox: 'v1:def' }));
    expect(await use().store.installations.get('slack', 'T1')).toEqual({ ...first, secretBox: 'v1:def' });
    expect(await use().store.installations.get('teams', 'T1')).toBeUndefined();
    expect((await use().store.installations.list('slack')).map(({ team }) => team)).toEqual(['T1', 'T2']);
    const remove = () => write(ctx, quiet, (tx) => tx.installations.remove('slack', 'T1'));
    expect([await remove(), await remove()]).toEqual([true, false]);
  });
}
