import { expect, test } from 'vitest';
import { ann, describeApp, key, root, stranger, system } from '#test/app.ts';

const DAY = 86_400_000;

describeApp('keys, invitations and personal links', (use) => {
  const verbs = () => use().app.verbs;
  const later = (ms: number) => {
    use().clock.now = new Date(use().clock.now.getTime() + ms);
  };
  const tokenOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);

  test('a key is shown once, listed without its secret, and revoked by name', async () => {
    const { key: secret } = await verbs().createKey(root, { name: 'ci', scopes: ['gate'] });
    expect(secret).toMatch(/^rk_/);
    const twice = verbs().createKey(root, { name: 'ci', scopes: ['read'] });
    await expect(twice).rejects.toMatchObject({ code: 'conflict' });
    const listed = await verbs().listKeys(key('admin'), {});
    expect(listed.keys).toMatchObject([{ name: 'ci', scopes: ['gate'] }]);
    const kept = JSON.stringify([
      listed,
      await use().deps.store.people.tokens('key'),
      await use().deps.store.audit('key:ci', 9),
      use().log,
    ]);
    expect(kept).not.toContain(secret);
    await verbs().revokeKey(root, { name: 'ci' });
    await expect(verbs().revokeKey(root, { name: 'ci' })).rejects.toMatchObject({ code: 'not_found' });
    expect((await verbs().listKeys(root, {})).keys).toEqual([]);
  });

  test('of two keys of one name at once, one is made', async () => {
    const make = () => verbs().createKey(root, { name: 'twin', scopes: ['read'] });
    const done = await Promise.allSettled([make(), make()]);
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('an invitation makes its person and a session, once', async () => {
    const { url } = await verbs().invitePerson(root, { name: 'Ivy Lane', role: 'approver' });
    const token = tokenOf(url);
    const attempts = await Promise.allSettled([1, 2].map(() => verbs().acceptInvite(system, { token })));
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(verbs().acceptInvite(system, { token })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await use().deps.store.people.person('web:ivy-lane')).toMatchObject({ name: 'Ivy Lane', role: 'approver' });
    expect(await use().deps.store.people.tokens('session')).toHaveLength(1);
  });

  test('an invitation ends after a week, and one that nobody made is refused alike', async () => {
    const { url } = await verbs().invitePerson(root, { name: 'Late', role: 'reviewer' });
    later(8 * DAY);
    const expired = await verbs()
      .acceptInvite(system, { token: tokenOf(url) })
      .catch((error: Error) => error);
    const forged = await verbs()
      .acceptInvite(system, { token: 'made-up' })
      .catch((error: Error) => error);
    expect(expired).toMatchObject({ code: 'forbidden' });
    expect(forged).toEqual(expired);
  });

  test('a personal link opens one page, once, within ten minutes', async () => {
    const { url } = await verbs().createPersonalLink(ann, { path: '/calls/c1' });
    const opened = await verbs().openPersonalLink(system, { token: tokenOf(url) });
    expect(opened.path).toBe('/calls/c1');
    await expect(verbs().openPersonalLink(system, { token: tokenOf(url) })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const slow = await verbs().createPersonalLink(ann, { path: '/calls/c1' });
    later(11 * 60_000);
    await expect(verbs().openPersonalLink(system, { token: tokenOf(slow.url) })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('a link out of a routed channel starts a session that sees no more than the channel', async () => {
    const { url } = await verbs().createPersonalLink(stranger, { path: '/calls/c1' });
    await verbs().openPersonalLink(system, { token: tokenOf(url) });
    const sessions = await use().deps.store.people.tokens('session');
    expect(sessions.find(({ personId }) => personId === stranger.id)?.facts.agents).toEqual(['other*']);
    expect(
      sessions.filter(({ personId }) => personId !== stranger.id).every(({ facts }) => facts.agents === undefined),
    ).toBe(true);
  });
});
