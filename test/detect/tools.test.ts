import { describe, expect, test } from 'vitest';
import { aCall, agent, customer, ERROR, found, tool } from './build-call.ts';

describe('tool-failure-chain', () => {
  test.each([
    ['an error never followed by a success', [tool('get_order', { id: 1 }, ERROR)], ['error@0']],
    [
      'an error body under a success flag',
      [tool('get_order', {}, '{"success": true, "data": {"error": "down"}}')],
      ['error@0'],
    ],
    ['recovered by another order number', [tool('get_order', { id: 1 }, ERROR), tool('get_order', { id: 2 })], []],
    [
      'the same failing thing asked again, then recovered',
      [tool('get_order', { id: 1 }, ERROR), tool('get_order', { id: 1 }, ERROR), tool('get_order', { id: 2 })],
      ['repeated@0,1'],
    ],
    [
      'three different tools failing in a row',
      [tool('a', {}, ERROR), tool('b', {}, ERROR), tool('c', {}, ERROR), tool('a'), tool('b'), tool('c')],
      ['chain@0,1,2'],
    ],
    ['two in a row, both recovered', [tool('a', {}, ERROR), tool('b', {}, ERROR), tool('a'), tool('b')], []],
    ['no tools', [customer('hello there')], []],
  ])('%s', (_, turns, expected) => {
    expect(found('tool-failure-chain', aCall(turns))).toEqual(expected);
  });

  test("a customer's own tool that fails is nothing of the agent's", () => {
    const call = aCall([
      { ...tool('reboot_device', {}, ERROR), tool: { name: 'reboot_device', result: ERROR, requestedBy: 'customer' } },
    ]);
    expect(found('tool-failure-chain', call)).toEqual([]);
  });
});

describe('write-failed', () => {
  test.each([
    ['a write that was never done', [tool('refund_order', { id: 1 }, ERROR)], ['never_done@0']],
    [
      'a write that worked later',
      [tool('refund_order', { id: 1 }, ERROR), tool('refund_order', { id: 2 })],
      ['recovered@0'],
    ],
    ['a read that failed', [tool('get_order', {}, ERROR)], []],
    ['a hand-over that failed is no write', [tool('transfer_to_human_agents', {}, ERROR)], []],
  ])('%s', (_, turns, expected) => {
    expect(found('write-failed', aCall(turns))).toEqual(expected);
  });

  test('ratchet.yaml says that a tool only reads', () => {
    const call = aCall([tool('run_speed_test', {}, ERROR)]);
    expect(found('write-failed', call)).toEqual(['never_done@0']);
    expect(found('write-failed', call, 'tools: { read: [run_*] }')).toEqual([]);
  });
});

describe('duplicate-write', () => {
  const args = { order: '#1', amount: 20 };
  test.each([
    [
      'the same refund twice, arguments in another order',
      [tool('refund', args), tool('refund', { amount: 20, order: '#1' })],
      ['-@0,1'],
    ],
    ['another amount', [tool('refund', args), tool('refund', { ...args, amount: 21 })], []],
    ['the first try failed', [tool('refund', args, ERROR), tool('refund', args)], []],
    ['the same look-up twice', [tool('get_order', args), tool('get_order', args)], []],
  ])('%s', (_, turns, expected) => {
    expect(found('duplicate-write', aCall(turns))).toEqual(expected);
  });
});

describe('transfer-after-write', () => {
  const transfer = tool('transfer_to_human_agents', {}, 'Transfer successful');
  test.each([
    ['hand-over after a change', [tool('cancel_order'), transfer], {}, ['-@0,1']],
    ['the end alone says that it was handed over', [tool('cancel_order')], { end: { reason: 'transferred' } }, ['-@0']],
    ['the change failed', [tool('cancel_order', {}, ERROR), transfer], {}, []],
    ['only look-ups before it', [tool('get_order'), transfer], {}, []],
    [
      'a hand-over that the outcome calls expected',
      [tool('cancel_order'), transfer],
      { outcome: { escalationExpected: true } },
      [],
    ],
    ['a change and no hand-over', [tool('cancel_order'), agent('Done.')], {}, []],
  ] as const)('%s', (_, turns, more, expected) => {
    expect(found('transfer-after-write', aCall([...turns], more))).toEqual(expected);
  });
});

describe('loop', () => {
  const ask = 'Could you give me your order number, please?';
  test.each([
    [
      'the agent asks the same three times',
      [agent(ask), agent(ask.toUpperCase()), agent(`${ask} `)],
      ['same_words_agent@0,1,2'],
    ],
    ['twice is not a loop', [agent(ask), agent(ask)], []],
    [
      'short words repeat in any call',
      [agent('Okay, thank you.'), agent('Okay, thank you.'), agent('Okay, thank you.')],
      [],
    ],
    [
      'the customer says the same three times',
      Array(3).fill(customer('I want my money back')),
      ['same_words_customer@0,1,2'],
    ],
    ['the same look-up three times', Array(3).fill(tool('get_order', { id: 1 })), ['same_tool_call@0,1,2']],
    ['three different look-ups', [1, 2, 3].map((id) => tool('get_order', { id })), []],
  ])('%s', (_, turns, expected) => {
    expect(found('loop', aCall(turns))).toEqual(expected);
  });

  test('ratchet.yaml sets how often', () => {
    const call = aCall([agent(ask), agent(ask)]);
    expect(found('loop', call, 'detectors: { loopTurns: 2 }')).toEqual(['same_words_agent@0,1']);
  });

  test('arguments nested ten thousand deep neither match nor end the process', () => {
    const deep = JSON.parse(`${'['.repeat(10_000)}${']'.repeat(10_000)}`) as unknown;
    expect(found('loop', aCall(Array(3).fill(tool('get_order', deep))))).toEqual([]);
  });
});

describe('broken-promise', () => {
  const yaml = 'promises: [{ id: callback, phrase: "call you back", tool: "book_callback*" }]';
  const promise = agent('Somebody will call you back tomorrow.');
  test.each([
    ['promised, never booked', [promise], ['callback@0']],
    ['promised, and the booking failed', [promise, tool('book_callback', {}, ERROR)], ['callback@0']],
    ['promised and booked', [promise, tool('book_callback')], []],
    ['the customer said it', [customer('Please call you back? I mean call me.')], []],
    ['claims a refund that no tool made', [tool('get_order'), agent("I've refunded your order.")], ['claimed@1']],
    ['claims a refund that a tool made', [tool('refund_order'), agent("I've refunded your order.")], []],
    ['tells an older state of things', [tool('get_order'), agent('Your order has been cancelled last week.')], []],
    ['an agent without tools cannot be held to one', [agent("I've refunded your order.")], []],
  ])('%s', (_, turns, expected) => {
    expect(found('broken-promise', aCall(turns), yaml)).toEqual(expected);
  });
});
