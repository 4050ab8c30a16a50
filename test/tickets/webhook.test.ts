import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ticketsWorld } from './tickets-world.ts';

describe('tickets by a webhook', () => {
  let world: Awaited<ReturnType<typeof ticketsWorld>>;
  beforeAll(async () => {
    world = await ticketsWorld((url) => `{ kind: webhook, url: "${url}/hook", secret: TICKET_TOKEN }`);
    await world.add('SC-1', 'First');
    await world.add('SC-2', 'Second');
  });
  afterAll(() => world.close());
  const ticketOf = (n: number) => world.tracker.asked[n]?.body['ticket'] as Record<string, unknown>;

  it('sends signed JSON, again after a broken answer with the same key, and the id that was answered from then on', async () => {
    world.tracker.refuse.push({ status: 500, after: true });
    await world.night({ 'SC-1': 'fail', 'SC-2': 'pass' });
    expect(await world.work()).toEqual(['unavailable']);
    expect(await world.work()).toEqual(['done']);
    await world.night({ 'SC-1': 'pass' });
    expect(await world.work()).toEqual(['done']);
    const { asked } = world.tracker;
    expect(asked.map(({ body }) => body['event'])).toEqual([
      'scenario.failing',
      'scenario.failing',
      'scenario.passing',
    ]);
    expect(new Set(asked.map((_, n) => ticketOf(n)['key'])).size).toBe(1);
    expect(asked.map((_, n) => ticketOf(n)['id'])).toEqual([undefined, undefined, 'T-9']);
    expect(ticketOf(1)).toMatchObject({ scenarioId: 'SC-1', title: 'First', nights: 1, transcript: 'agent: Hello.' });
    expect(ticketOf(2)).toMatchObject({ transcript: '' });
    for (const { headers, text } of asked) {
      const signed = createHmac('sha256', 'a-token').update(`${headers['x-ratchet-timestamp']}.${text}`).digest('hex');
      expect(headers['x-ratchet-signature']).toBe(`sha256=${signed}`);
    }
  });

  it.each([
    [404, {}, ['unavailable']],
    [302, { location: 'http://127.0.0.1:1/elsewhere' }, ['unavailable']],
    [429, { 'retry-after': '5' }, ['again in 5000 ms']],
    [400, {}, ['invalid']],
  ])('answered %d', async (status, headers, ends) => {
    world.test.test.jobs.length = 0;
    world.tracker.refuse.push({ status, headers });
    await world.night({ 'SC-2': 'fail' });
    expect(await world.work()).toEqual(ends);
  });

  it('a receiver that is away, or no tracker at all, never holds up the night', async () => {
    await world.tracker.close();
    await world.night({ 'SC-2': 'fail' });
    expect(await world.work()).toEqual(['unavailable']);
    const { tickets: _, ...rest } = world.test.deps.policy;
    world.test.deps.policy = rest;
    world.restart();
    await world.night({ 'SC-2': 'fail' });
    expect(await world.work()).toEqual(['done']);
  });
});
