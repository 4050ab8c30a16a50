import { expect, test } from 'vitest';
import { type StatusFacts, statusCard } from '#src/views/status-card.ts';

const now = new Date('2026-11-18T12:00:00Z');
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const well: StatusFacts = {
  version: '1.0.0',
  startedAt: before(600),
  now,
  database: { kind: 'postgresql', calls: 12_000 },
  queue: { waiting: 0, active: 0, dead: 0 },
  dead: [],
  deliveries: [{ state: 'sent', n: 40 }],
  channels: [],
  parked: [],
  targets: [],
};

test('says in words that nothing waits', () => {
  const card = statusCard(well);
  expect(card.title).toBe('All is well');
  expect(JSON.stringify(card.blocks)).toContain('"all sent"');
});

test('says channel by channel what waits, since when, until when nothing is sent there, and why', () => {
  const channels = [
    {
      surface: 'slack',
      channel: 'T1/C1',
      due: 12,
      dueSince: before(3),
      heldUntil: before(-1),
      reason: 'Slack asked to wait.',
    },
    { surface: 'slack', channel: 'T1/C2', due: 1, dueSince: before(0) },
    { surface: 'slack', channel: 'T1/C3', due: 0, parked: 1 },
  ];
  const card = statusCard({ ...well, deliveries: [{ state: 'due', n: 13 }], channels });
  const [list] = card.blocks.filter((block) => block.type === 'list');
  expect(list?.type === 'list' && list.items).toEqual([
    [
      'slack T1/C1: 12 messages to be sent, the first wanted 3 min ago; nothing is sent there until ',
      { time: before(-1) },
      ': Slack asked to wait.',
    ],
    ['slack T1/C2: 1 message to be sent, the first wanted just now'],
  ]);
  expect(card.title).toBe('All is well');
});

test('counts every parked message, and says why the first are', () => {
  const parked = [{ surface: 'slack', channel: 'T1/C3', subject: 'review:R-1', reason: 'The channel is archived.' }];
  const card = statusCard({ ...well, deliveries: [{ state: 'parked', n: 31 }], parked });
  expect(card.title).toBe('31 things need a look');
  expect(JSON.stringify(card.blocks)).toContain('The channel is archived.');
});
