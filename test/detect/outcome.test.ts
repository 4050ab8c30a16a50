import { describe, expect, test } from 'vitest';
import { decideCameBack } from '#src/detect/repeat-contact.ts';
import type { CallInput } from '#src/domain/call.ts';
import { parsePolicy } from '#src/policy.ts';
import { aCall, agent, customer, ERROR, found, signalsOf, tool } from './build-call.ts';

const handOver = tool('transfer_to_human_agents', {}, 'Transfer successful');

describe('unexpected-escalation', () => {
  test.each([
    ['nobody asked for it', [customer('Where is my order?'), handOver], {}, ['unasked@1'], 'high'],
    ['after a tool error', [tool('get_order', {}, ERROR), handOver], {}, ['after_tool_error@1'], 'high'],
    ['the customer asked', [customer('I want to speak to a human, please'), handOver], {}, ['asked@0,1'], 'low'],
    ['the agent said that it could not', [agent('I am unable to do that.'), handOver], {}, ['out_of_scope@1'], 'low'],
    ['the platform alone tells it', [customer('Hi')], { transfers: [{ status: 'connected' }] }, ['unasked@'], 'high'],
    ['reported afterwards', [customer('Hi')], { outcome: { escalated: true } }, ['unasked@'], 'high'],
  ] as const)('%s', (_, turns, more, expected, severity) => {
    const call = aCall([...turns], more as Partial<CallInput>);
    expect(found('unexpected-escalation', call)).toEqual(expected);
    expect(signalsOf('unexpected-escalation', call)[0]?.severity).toBe(severity);
  });

  test.each([
    ['no hand-over', aCall([customer('Hi'), agent('Hello')])],
    ['the outcome says that it was right', aCall([handOver], { outcome: { escalationExpected: true } })],
    ['an intent whose hand-over is right', aCall([handOver], { intent: 'Fraud report' })],
    ['the hand-over tool failed', aCall([tool('transfer_to_human_agents', {}, ERROR)])],
    ['a hand-over between agents', aCall([customer('Hi')], { transfers: [{ kind: 'agent_handoff' }] })],
  ])('silent: %s', (_, call) => {
    expect(found('unexpected-escalation', call, 'escalation: { expectedIntents: ["fraud*"] }')).toEqual([]);
  });
});

test.each([
  ['ran into its limit', { end: { reason: 'max_duration' } }, ['max_duration@0']],
  ['nobody took the hand-over', { transfers: [{ status: 'no_answer' }] }, ['transfer_unanswered@0']],
  ['reported as unresolved', { outcome: { resolved: false } }, ['reported@']],
  ['left with a question', { end: { reason: 'customer_hangup' } }, ['left_waiting@0']],
  ['said nothing of its end', {}, []],
  ['a voicemail is no failure', { end: { reason: 'voicemail' } }, []],
] as const)('unresolved-end: %s', (_, more, expected) => {
  expect(found('unresolved-end', aCall([customer('And my refund, where is it?')], more as Partial<CallInput>))).toEqual(
    expected,
  );
});

test('unresolved-end: a goodbye with a question mark is no open question', () => {
  const call = aCall([customer('All good then? Thanks, bye!')], { end: { reason: 'customer_hangup' } });
  expect(found('unresolved-end', call)).toEqual([]);
});

test.each([
  ['in so many words', 'I want to file a complaint about this.', ['said@0']],
  ['asks for the manager', 'Let me speak to your manager', ['said@0']],
  ['unhappy', 'This is ridiculous', ['unhappy@0']],
  ['in Spanish', 'Esto es inaceptable', ['unhappy@0']],
  ['talks of complaints that he has none of', 'No complaints from my side, thanks', []],
  ['a word inside another', 'The scampi was late', []],
])('complaint: %s', (_, text, expected) => {
  expect(found('complaint', aCall([customer(text), agent('This is ridiculous')]))).toEqual(expected);
});

test('complaint: reported afterwards', () => {
  expect(found('complaint', aCall([], { outcome: { complaint: true } }))).toEqual(['reported@']);
});

test.each([
  ['once', [agent('Blue?'), customer('No, that’s not what I asked')], ['once@1']],
  ['again', [agent('?'), customer("That's wrong"), agent('?'), customer('I already told you')], ['repeated@1,3']],
  ['agrees', [agent('Blue?'), customer("That's right")], []],
  ['the first words of a call correct nobody', [customer("The bill you sent: that's wrong")], []],
])('correction: %s', (_, turns, expected) => {
  expect(found('correction', aCall(turns))).toEqual(expected);
});

describe('repeat-contact', () => {
  const at = (hours: number) => new Date(Date.UTC(2026, 0, 1) + hours * 3_600_000);
  const call = aCall([], { startedAt: at(100).toISOString(), intent: 'refund' });
  const other = (hours: number, intent?: string) => ({
    callId: 'x',
    startedAt: at(hours),
    agent: 'shop',
    ...(intent && { intent }),
  });

  test.each([
    ['same intent a day before', [other(76, 'refund')], ['again@']],
    ['at the edge of the window', [other(52, 'refund')], ['again@']],
    ['just outside it', [other(51.9, 'refund')], []],
    ['another intent', [other(76, 'address')], []],
    ['unknown intent against a known one', [other(76)], []],
  ])('%s', (_, earlier, expected) => {
    expect(found('repeat-contact', call, '', { earlier })).toEqual(expected);
  });

  test('the earlier call is marked when the later one comes in', () => {
    const policy = parsePolicy('');
    expect(decideCameBack(other(76, 'refund'), other(100, 'refund'), policy)).toMatchObject({
      rule: 'came_back',
      severity: 'high',
    });
    expect(decideCameBack(other(100, 'refund'), other(76, 'refund'), policy)).toBeUndefined();
    expect(found('repeat-contact', call, '', { earlier: [], later: [other(120, 'refund')] })).toEqual(['came_back@']);
  });

  test('a repeat that was reported counts once', () => {
    const reported = aCall([], { startedAt: at(100).toISOString(), outcome: { repeatContact: true } });
    expect(found('repeat-contact', reported, '', { earlier: [], later: [other(120)] })).toEqual(['came_back@']);
  });
});

test.each([
  [2, 5, ['-@']],
  [1, 5, ['-@']],
  [3, 5, []],
  [4, 10, ['-@']],
])('low-satisfaction: %d of %d', (value, scale, expected) => {
  expect(found('low-satisfaction', aCall([], { outcome: { satisfaction: { value, scale } } }))).toEqual(expected);
});

describe('slow-answers', () => {
  const slow = (e2eMs: number) => agent('Here it is', { latency: { e2eMs } });
  test.each([
    ['one', aCall([slow(6_001)]), ['once@0']],
    ['at the limit', aCall([slow(6_000)]), []],
    ['three', aCall([slow(7_000), slow(7_000), slow(7_000)]), ['often@0,1,2']],
    [
      'silence on the phone',
      aCall([customer('Hi', { endMs: 1_000 }), agent('Yes', { startMs: 9_000 })], { channel: 'phone' }),
      ['once@1'],
    ],
    [
      'the same gap in a chat',
      aCall([customer('Hi', { endMs: 1_000 }), agent('Yes', { startMs: 9_000 })], { channel: 'chat' }),
      [],
    ],
    ["the platform's own figure", aCall([agent('Yes')], { latency: { e2e: { p95: 8_000 } } }), ['once@']],
  ])('%s', (_, call, expected) => {
    expect(found('slow-answers', call)).toEqual(expected);
  });
});

test('detectors.off silences a detector', () => {
  const call = aCall([customer('This is ridiculous')]);
  expect(found('complaint', call, 'detectors: { off: [complaint] }')).toEqual([]);
});
