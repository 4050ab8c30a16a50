import { afterAll, beforeAll, expect, it } from 'vitest';
import { contextAt } from '#test/store.ts';
import { type HttpApp, httpApp } from './http-app.ts';

const CARD = { tone: 'info' as const, title: 'Hello', blocks: [], controls: [], overflow: [], fallback: 'Hello' };
let http: HttpApp;

beforeAll(async () => {
  http = await httpApp();
  const { now } = http.clock;
  const waits = new Date(now.getTime() - 90_000);
  const message = { surface: 'slack' as const, channel: 'T1/C1', kind: 'post' as const, card: CARD, createdAt: waits };
  await http.deps.store.write(contextAt(waits), { event: 'test.done', subject: 'test' }, async (tx) => {
    for (const id of ['f1', 'f2', 'f3']) await tx.deliveries.want({ ...message, id, subject: `test:${id}` });
    await tx.deliveries.park('f3', 'The channel is archived.');
    await tx.channels.hold('slack', 'T1/C1', new Date(now.getTime() + 60_000), 'Slack asked to wait.');
  });
});
afterAll(() => http.close());

it('metrics say how many messages wait for a platform, since when, and how many channels are held', async () => {
  const { text } = await http.call('/metrics', { key: await http.keyFor('read') });
  expect(text).toContain('ratchet_messages{surface="slack",state="due"} 2');
  expect(text).toContain('ratchet_messages{surface="slack",state="parked"} 1');
  expect(text).toContain('ratchet_message_wait_seconds{surface="slack"} 90');
  expect(text).toContain('ratchet_channels_held{surface="slack"} 1');
  expect(text).not.toContain('T1/C1');
});

it('the status names the channel, until when nothing is sent there, and why', async () => {
  const { body } = await http.call('/v1/status', { key: await http.keyFor('read') });
  expect(body.channels).toEqual([
    {
      surface: 'slack',
      channel: 'T1/C1',
      due: 2,
      parked: 1,
      dueSince: '2026-11-18T11:58:30.000Z',
      heldUntil: '2026-11-18T12:01:00.000Z',
      reason: 'Slack asked to wait.',
    },
  ]);
});
