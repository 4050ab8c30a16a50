import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ticketsWorld } from './tickets-world.ts';

describe('tickets on GitHub', () => {
  let world: Awaited<ReturnType<typeof ticketsWorld>>;
  beforeAll(async () => {
    world = await ticketsWorld((url) => `{ kind: github, repo: acme/bot, token: TICKET_TOKEN, url: "${url}" }`);
    for (const [id, title] of [
      ['SC-1', 'Cancelled @ann for #12\nat once'],
      ['SC-2', 'Second'],
      ['SC-3', 'Third'],
      ['SC-4', 'Fourth'],
      ['SC-5', 'Fifth'],
      ['SC-6', 'Sixth'],
    ] as const)
      await world.add(id, title);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.tracker.asked.length = 0;
  });
  const last = () => world.tracker.issues.at(-1);

  it('opens one for what fails and none for what passes, diverges or could not be held; strangers mention nobody', async () => {
    const said = 'Hi @ann, see #1\n```\n</details> <img src=x> @team';
    const turns = [{ kind: 'speech' as const, role: 'customer' as const, text: said }];
    await world.night(
      { 'SC-1': 'fail', 'SC-2': 'pass', 'SC-3': 'diverged', 'SC-4': 'error' },
      { turns, reason: 'Asked @bob.' },
    );
    expect(await world.work()).toEqual(['done']);
    expect(world.tracker.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /repos/acme/bot/issues']);
    expect(world.tracker.asked[0]?.headers).toMatchObject({ authorization: 'Bearer a-token', 'user-agent': 'ratchet' });
    expect(last()?.title).toBe('SC-1 fails by night: Cancelled @\u200bann for #\u200b12 at once');
    const body = last()?.body ?? '';
    const outside = body.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '');
    expect(outside).not.toMatch(/@|<img|ann|bob/);
    expect(body).toContain('Asked @bob.');
    expect(body).toContain('customer: Hi @ann, see #1 ⏎ ``` ⏎ </details>');
    expect(body).toContain('[SC-1](http://ratchet.test/scenarios/SC-1)');
    expect(body).toContain('1 night since 2026-11-19');
  });

  it('changes it the next night, and keeps what people wrote', async () => {
    Object.assign(last() ?? {}, { title: 'Ours now', body: `Before.\n${last()?.body}\nAfter.` });
    await world.night({ 'SC-1': 'fail' });
    expect(await world.work()).toEqual(['done']);
    expect(world.tracker.issues).toHaveLength(1);
    expect(last()?.title).toBe('Ours now');
    expect(last()?.body).toMatch(/^Before\.\n<!-- ratchet:[\s\S]*2 nights since 2026-11-19[\s\S]*-->\nAfter\.$/);
  });

  it('the same job again asks nothing', async () => {
    world.test.test.jobs.push({ name: 'file-ticket', data: { scenarioId: 'SC-1' } });
    expect(await world.work()).toEqual(['done']);
    expect(world.tracker.asked).toEqual([]);
  });

  it('closes it when the scenario passes, without its transcript, and reopens the same one', async () => {
    await world.night({ 'SC-1': 'pass' });
    await world.work();
    expect(last()).toMatchObject({ state: 'closed', state_reason: 'completed' });
    expect(last()?.body).toContain('passed on 2026-11-21, after 2 nights of failing');
    expect(last()?.body).not.toContain('text\n');
    await world.night({ 'SC-1': 'pass' });
    expect(await world.work()).toEqual([]);
    await world.night({ 'SC-1': 'fail' });
    await world.work();
    expect(world.tracker.issues).toHaveLength(1);
    expect(last()).toMatchObject({ state: 'open' });
    expect(last()?.body).toContain('1 night since 2026-11-23');
  });

  it('leaves closed what a person closed as not planned', async () => {
    Object.assign(last() ?? {}, { state: 'closed', state_reason: 'not_planned' });
    await world.night({ 'SC-1': 'fail' });
    await world.work();
    expect(last()).toMatchObject({ state: 'closed', state_reason: 'not_planned' });
  });

  it('finds the one that a try without an end opened, by its mark', async () => {
    world.tracker.refuse.push({ status: 502, after: true });
    await world.night({ 'SC-2': 'fail' });
    expect(await world.work()).toEqual(['unavailable']);
    // More than a page of others was opened meanwhile.
    const mine = last();
    for (let n = 0; n < 120; n += 1)
      world.tracker.issues.push({ number: 100 + n, title: '', body: 'x', state: 'open', state_reason: null });
    expect(await world.work()).toEqual(['done']);
    expect(world.tracker.issues.filter(({ body }) => body.includes('SC-2'))).toHaveLength(1);
    expect((await world.record('SC-2'))?.filed).toMatchObject({ id: `${mine?.number}`, state: 'failing' });
    expect((await world.record('SC-2'))?.triedAt).toBeUndefined();
    world.tracker.issues.splice(2);
  });

  it('opens none for what passed before the tracker was back', async () => {
    world.tracker.refuse.push({ status: 503 });
    await world.night({ 'SC-3': 'fail' });
    expect(await world.work()).toEqual(['unavailable']);
    await world.night({ 'SC-3': 'pass' });
    expect(await world.work()).toEqual(['done']);
    expect(world.tracker.issues.filter(({ body }) => body.includes('SC-3'))).toEqual([]);
  });

  it('tries again what is not let in (401), and says which variable to look at', async () => {
    world.tracker.refuse.push({ status: 401, body: { message: 'Bad credentials' } });
    await world.night({ 'SC-4': 'fail' });
    expect(await world.work()).toEqual(['unavailable']);
    expect(await world.work()).toEqual(['done']);
    expect(last()?.body).toContain('SC-4');
  });

  it.each([
    ['retry-after', 403, { 'retry-after': '30' }, 30_000],
    ['a spent limit', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'IN 90' }, 90_000],
    ['no word of when', 429, {}, 60_000],
  ])('waits as long as GitHub asks: %s', async (_, status, headers, ms) => {
    await world.night({ 'SC-4': 'fail', 'SC-5': 'fail' });
    const given = Object.entries(headers).map(([name, value]) => {
      const reset = Math.round(world.test.clock.now.getTime() / 1_000) + 90;
      return [name, value === 'IN 90' ? `${reset}` : value];
    });
    world.tracker.refuse.push({ status, headers: Object.fromEntries(given) });
    // The other ticket is not asked for meanwhile.
    expect(await world.work()).toEqual([`again in ${ms} ms`, `again in ${ms} ms`]);
    expect(world.tracker.asked).toHaveLength(1);
    world.test.clock.now = new Date(world.test.clock.now.getTime() + ms);
    expect(await world.work()).toEqual(['done', 'done']);
  });

  it('drops what GitHub refuses for good, until the next night', async () => {
    world.tracker.refuse.push({ status: 422 });
    await world.night({ 'SC-6': 'fail' });
    expect(await world.work()).toEqual(['invalid']);
    await world.night({ 'SC-6': 'fail' });
    expect(await world.work()).toEqual(['done']);
    expect(last()?.body).toContain('SC-6');
  });

  it('opens a new one where the issue was deleted', async () => {
    const before = last()?.number;
    world.tracker.issues.splice(-1);
    world.tracker.issues.push({ number: 50, title: '', body: 'other', state: 'open', state_reason: null });
    await world.night({ 'SC-6': 'fail' });
    await world.work();
    expect(last()?.body).toContain('SC-6');
    expect((await world.record('SC-6'))?.filed?.id).not.toBe(`${before}`);
  });

  it('closes the ticket of a scenario that left the suite, and asks nothing without a token', async () => {
    await world.test.test.store.write(
      { actor: { kind: 'system', id: 't', name: 't' }, now: new Date() },
      { event: 'test.done', subject: 'test' },
      async (tx) => {
        await tx.sql(`delete from runs where scenario_id = 'SC-6'`);
        await tx.sql(`delete from scenarios where id = 'SC-6'`);
      },
    );
    delete world.env['TICKET_TOKEN'];
    world.restart();
    await world.night({});
    expect(await world.work()).toEqual(['unavailable']);
    expect(world.tracker.asked).toEqual([]);
    world.env['TICKET_TOKEN'] = 'a-token';
    world.restart();
    expect(await world.work()).toEqual(['done']);
    expect(last()).toMatchObject({ state: 'closed', state_reason: 'not_planned' });
    expect(last()?.body).toContain('no longer in the suite');
  });
});
