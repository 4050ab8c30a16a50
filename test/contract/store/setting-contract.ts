import { expect, it } from 'vitest';
import { hours, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };

export function settingContract(use: () => TestStore): void {
  const write = writer(use);

  it('lets a token be used once', async () => {
    const token = {
      hash: 'h1',
      kind: 'link' as const,
      name: 'Ann',
      facts: { path: '/calls/1' },
      createdAt: noon,
      expiresAt: hours(1),
    };
    await write(ctx, quiet, (tx) => tx.people.addToken(token));
    expect(await use().store.people.token('link', 'h1')).toEqual(token);
    expect(await use().store.people.token('session', 'h1')).toBeUndefined();
    const spend = () => write(ctx, quiet, (tx) => tx.people.useToken('h1', noon));
    expect((await Promise.all([spend(), spend()])).sort()).toEqual([false, true]);
    expect(await write(ctx, quiet, (tx) => tx.people.deleteExpiredTokens(hours(2)))).toBe(1);
  });

  it('gives a period of a clock job to one of many', async () => {
    const take = () => write(ctx, quiet, (tx) => tx.settings.takePeriod('weekly-report', '2026-W47', noon));
    expect((await Promise.all([take(), take(), take()])).filter(Boolean)).toHaveLength(1);
  });

  it('changes a person in place, and keeps null as a setting', async () => {
    const person = { id: 'web:ann', name: 'Ann', role: 'reviewer' as const, createdAt: noon };
    await write(ctx, quiet, async (tx) => {
      await tx.people.putPerson(person);
      await tx.people.putPerson({ ...person, role: 'admin' });
      await tx.settings.putSetting('nothing', null);
    });
    expect(await use().store.people.person('web:ann')).toEqual({ ...person, role: 'admin' });
    expect(await use().store.settings.setting('nothing')).toBeNull();
  });
}
