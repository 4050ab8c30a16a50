import { expect, test } from 'vitest';
import type { Turn } from '#src/domain/turn.ts';
import { compareCard } from '#src/views/compare-card.ts';
import { comparedTools, compareTurns } from '#src/views/compare-turns.ts';
import { differingWords } from '#src/views/differing-words.ts';

const say = (role: 'customer' | 'agent', text: string): Turn => ({ kind: 'speech', role, text });
const use = (name: string, args: unknown, result?: unknown): Turn => ({
  kind: 'tool_call',
  role: 'agent',
  tool: { name, args, ...(result === undefined ? {} : { result }) },
});

const before = [
  say('agent', 'Hello'),
  say('customer', 'Cancel A7.'),
  say('customer', 'Please.'),
  use('find_plan', { ref: 'A7', deep: true }, { id: 7 }),
  use('cancel_plan', { id: 7 }, { ok: true }),
  say('agent', 'I have cancelled it.'),
  say('customer', 'What?'),
  say('agent', 'Sorry.'),
];
const now = [
  say('agent', 'Hello'),
  say('customer', 'Cancel A7.\nPlease.'),
  use('find_plan', { deep: true, ref: 'A7' }),
  say('agent', 'Shall I cancel it?'),
  say('customer', 'What?'),
  use('offer_discount', { percent: 10 }),
];

test('lines meet by exchange: the same words, other words, and what only one side has', () => {
  const rows = compareTurns(before, now).map((row) => [row.before?.text, row.now?.text, row.change]);
  expect(rows).toEqual([
    ['Hello', 'Hello', 'same'],
    ['Cancel A7.\nPlease.', 'Cancel A7.\nPlease.', 'same'],
    ['find_plan {"ref":"A7","deep":true}', 'find_plan {"deep":true,"ref":"A7"}', 'same'],
    ['cancel_plan {"id":7}', undefined, 'different'],
    ['I have cancelled it.', 'Shall I cancel it?', 'worded'],
    ['What?', 'What?', 'same'],
    ['Sorry.', undefined, 'different'],
    [undefined, 'offer_discount {"percent":10}', 'different'],
  ]);
  expect(comparedTools(compareTurns(before, now))).toEqual({
    gone: ['cancel_plan'],
    added: ['offer_discount'],
    changed: [],
  });
});

test('a tool called with other arguments, or once more, is called otherwise; it is neither gone nor new', () => {
  const twice = [use('find', { a: 1 }), use('find', { a: 1 })];
  expect(comparedTools(compareTurns(twice, [use('find', { a: 1 })]))).toMatchObject({ gone: [], changed: ['find'] });
  expect(comparedTools(compareTurns([use('find', { a: 1 })], [use('find', { a: 2 })]))).toEqual({
    gone: [],
    added: [],
    changed: ['find'],
  });
});

test('words that differ are found, whatever their case and punctuation', () => {
  expect(differingWords('I have cancelled it.', 'Shall I cancel it?')).toEqual({
    before: [
      { text: 'I ', differs: false },
      { text: 'have cancelled ', differs: true },
      { text: 'it.', differs: false },
    ],
    now: [
      { text: 'Shall ', differs: true },
      { text: 'I ', differs: false },
      { text: 'cancel ', differs: true },
      { text: 'it?', differs: false },
    ],
  });
  expect(differingWords('', 'x').now).toEqual([{ text: 'x', differs: true }]);
});

test('a transcript of any length is compared, and a thread shows its beginning', () => {
  const long = Array.from({ length: 4_000 }, (_, i) => say('agent', `line ${i}`));
  expect(compareTurns(long, long.slice(1))).toHaveLength(4_000);
  const report = { outcome: 'pass', reason: '', turns: long, checks: [], notRestored: [] } as const;
  const card = compareCard({
    ...{ reviewId: 'R-1', replayId: 'x', before: long, beforeVersion: 'v14', target: 'shop', baseUrl: '' },
    report: { ...report, turns: long, checks: [], notRestored: [] },
  });
  const table = card.blocks.find((block) => block.type === 'table');
  expect(table).toMatchObject({
    rows: expect.objectContaining({ length: 15 }),
    head: ['', 'Then (v14)', 'Now (shop)'],
  });
  expect(JSON.stringify(table)).toContain('3986 more lines');
});
