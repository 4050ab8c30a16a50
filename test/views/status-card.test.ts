import { expect, test } from 'vitest';
import { rateOf } from '#src/domain/rate-words.ts';
import { agreementWords } from '#src/views/judge-status-words.ts';
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

test("shows the judge's day against its budget, and why it does not answer", () => {
  const today = { requests: 1_200, cost: 0.413 };
  const judge = { version: 'm/s1', today, maxPerDay: 2_000, maxCost: 5, owed: [{ why: 'no_answer', n: 3 }] };
  const words = (more: object) => JSON.stringify(statusCard({ ...well, judge: { ...judge, ...more } }).blocks);
  expect(words({})).toContain('1,200 of 2,000 requests today, cost 0.41 of 5; 3 calls owed');
  expect(words({ lastError: 'nothing listens there' })).toContain('The judge does not answer: nothing listens there');
  expect(words({ owed: [{ why: 'over_budget', n: 1 }] })).toContain('raise judge.maxPerDay');
  expect(JSON.stringify(statusCard(well))).not.toContain('udge');
});

test('says how often judge and reviewers agree, with the range, or that there is too little data', () => {
  const agree = (x: number, n: number) => agreementWords({ criterion: 'resolution', agree: rateOf(x, n) });
  expect(agree(41, 50)).toBe('resolution 41 of 50 (82 %, 69–90 %)');
  expect(agree(4, 5)).toBe('resolution 4 of 5 (too little data for a percentage)');
});
