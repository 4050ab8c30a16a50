import { describe, expect, it } from 'vitest';
import { detect } from '#src/detect/detectors.ts';
import { type Call, type CallInput, CallSchema } from '#src/domain/call.ts';
import type { Check } from '#src/domain/check.ts';
import { evaluateChecks } from '#src/domain/evaluate-checks.ts';
import { proposeChecks } from '#src/domain/propose-checks.ts';
import type { Signal } from '#src/domain/signal.ts';
import { toolEffect } from '#src/domain/tool-effect.ts';
import { parsePolicy } from '#src/policy.ts';

type Turns = NonNullable<CallInput['turns']>;
const c = (text: string): Turns[number] => ({ role: 'customer', text });
const a = (text: string, more: Partial<Turns[number]> = {}): Turns[number] => ({ role: 'agent', text, ...more });
const used = (name: string, args: unknown = {}, result: unknown = 'done'): Turns => [
  { kind: 'tool_call', role: 'agent', tool: { name, args } },
  { kind: 'tool_result', role: 'tool', tool: { name, result } },
];

const policy = parsePolicy(`
compliance:
  - { id: cancel-consent, title: Cancelled without confirming, kind: consent_before_tool, tool: "cancel_*" }
  - { id: fee-told, title: Fee not told, kind: phrase_before_tool, tool: book_trip, phrase: "fee of" }
  - { id: refund-approved, title: Refund without approval, kind: tool_before_tool, tool: issue_refund, before: "request_*_approval" }
  - { id: no-guarantee, title: Gave a guarantee, kind: never_say, phrase: "guarantee" }
promises:
  - { id: call-back, title: Call-back not booked, phrase: "call you back", tool: book_callback }
`);

const toCall = (turns: Turns, more: Partial<CallInput> = {}): Call =>
  CallSchema.parse({ source: 's', sourceCallId: '1', channel: 'phone', turns, ...more });
const effectOf = (tool: string) => toolEffect(tool, policy.tools).effect;
const signalsOf = (call: Call) => detect({ call, policy, effectOf, history: { earlier: [] } });

const hello = [a('Hello, how can I help you?'), c('Hello, it is about my order')];
const failed = { error: 'not found' };

type Row = { name: string; failing: Turns; fixed: Turns; more?: Partial<CallInput>; expected: Partial<Check> };
const table: Row[] = [
  {
    name: 'cancelled without consent',
    failing: [...hello, c('Cancel my plan, yes'), ...used('cancel_plan', { id: 1 }), a('Done.')],
    fixed: [...hello, c('Cancel my plan, yes'), a('Shall I cancel it?'), c('Yes'), ...used('cancel_plan', { id: 1 })],
    expected: { kind: 'tool_not_called', tool: 'cancel_plan' },
  },
  {
    name: 'a phrase left out',
    failing: [...hello, ...used('book_trip')],
    fixed: [...hello, a('There is a fee of $5.'), ...used('book_trip')],
    expected: { kind: 'tool_not_called', tool: 'book_trip', unless: { agentSaid: 'fee of' } },
  },
  {
    name: 'a refund without approval',
    failing: [...hello, ...used('issue_refund')],
    fixed: [...hello, ...used('request_refund_approval'), ...used('issue_refund')],
    expected: { kind: 'tool_not_called', tool: 'issue_refund', unless: { toolRan: 'request_*_approval' } },
  },
  {
    name: 'something never to say',
    failing: [...hello, a('I guarantee it.')],
    fixed: [...hello, a('We try.')],
    expected: { kind: 'never_says', pattern: 'guarantee' },
  },
  {
    name: 'a promise without its tool',
    failing: [...hello, a('We will call you back tomorrow.')],
    fixed: [...hello, ...used('book_callback'), a('We will call you back tomorrow.')],
    expected: { kind: 'tool_called', tool: 'book_callback' },
  },
  {
    name: 'the same write twice',
    failing: [...hello, ...used('send_mail', { to: 'x' }), ...used('send_mail', { to: 'x' })],
    fixed: [...hello, ...used('send_mail', { to: 'x' }), ...used('send_mail', { to: 'y' })],
    expected: { kind: 'tool_called', tool: 'send_mail', args: { to: { equals: 'x' } }, times: { min: 1, max: 1 } },
  },
  {
    name: 'a loop',
    failing: [...hello, ...[1, 2, 3].flatMap(() => used('find_order', { id: 5 }))],
    fixed: [...hello, ...used('find_order', { id: 5 }), ...used('find_order', { id: 6 })],
    expected: { kind: 'tool_called', tool: 'find_order', times: { min: 0, max: 2 } },
  },
  {
    name: 'the same failing call again',
    failing: [...hello, ...used('find_order', { id: 5 }, failed), ...used('find_order', { id: 5 }, failed)],
    fixed: [...hello, ...used('find_order', { id: 5 }, failed), a('What is your order number?')],
    expected: { kind: 'tool_called', tool: 'find_order', times: { min: 0, max: 1 } },
  },
  {
    name: 'an unexpected hand-over',
    failing: [...hello, ...used('transfer_to_human')],
    fixed: [...hello, a('Your order is on its way.')],
    expected: { kind: 'does_not_transfer' },
  },
  {
    name: 'a hand-over only the platform tells of',
    failing: [...hello, a('One moment.')],
    fixed: [...hello, a('One moment.')],
    more: { end: { reason: 'transferred' } },
    expected: { kind: 'does_not_transfer' },
  },
  {
    name: 'slow answers',
    failing: [...hello, a('Hm.', { latency: { e2eMs: 9_000 } })],
    fixed: [...hello, a('Hm.', { latency: { e2eMs: 900 } })],
    expected: { kind: 'max_turn_latency_ms', max: policy.detectors.slowTurnMs },
  },
];

describe('a check is proposed for', () => {
  it.each(table)('$name', ({ failing, fixed, more, expected }) => {
    const call = toCall(failing, more);
    const checks = proposeChecks({ call, signals: signalsOf(call), policy });
    const found = checks.find((check) => check.kind === expected.kind);
    expect(found).toMatchObject(expected);
    const results = evaluateChecks({ turns: toCall(fixed).turns, checks: found ? [found] : [], toolEffects: {} });
    expect(results.map((result) => result.status)).toEqual(['pass']);
  });
});

it('proposes nothing that the failing call itself would pass', () => {
  const call = toCall([...hello, a('All is well.'), ...used('send_mail', { to: 'x' })]);
  const wrongly = (detector: string, more: Partial<Signal> = {}): Signal => ({
    detector,
    severity: 'high',
    criterion: 'accuracy',
    title: 't',
    reason: 'r',
    turns: [3],
    ...more,
  });
  const signals = [
    wrongly('unexpected-escalation'),
    wrongly('duplicate-write', { tool: 'send_mail' }),
    wrongly('compliance', { rule: 'no-guarantee' }),
    wrongly('compliance', { rule: 'gone-from-the-policy' }),
    wrongly('slow-answers'),
    wrongly('broken-promise', { rule: 'claimed' }),
  ];
  expect(proposeChecks({ call, signals, policy })).toEqual([]);
});

it('proposes a check once, however many signals ask for it', () => {
  const call = toCall([...hello, ...used('send_mail', { to: 'x' }), ...used('transfer_to_human')]);
  const kinds = proposeChecks({ call, signals: signalsOf(call), policy }).map((check) => check.kind);
  expect(kinds.filter((kind) => kind === 'does_not_transfer')).toHaveLength(1);
});

describe('where a signal says only that something was wrong, a suggestion is made for', () => {
  const rows: { name: string; failing: Turns; fixed: Turns; more?: Partial<CallInput> }[] = [
    {
      name: 'a write that failed and was not admitted',
      failing: [...hello, ...used('update_address', {}, failed), a('Your address is changed.')],
      fixed: [...hello, ...used('update_address', {}, failed), a('I am sorry, that did not work.')],
    },
    {
      name: 'a complaint afterwards',
      failing: [...hello, a('Goodbye.')],
      fixed: [...hello, a('Is there anything else?'), c('No')],
      more: { outcome: { complaint: true } },
    },
    {
      name: 'a customer who asks for somebody above',
      failing: [...hello, c('I want to speak to your manager.'), a('Not now.')],
      fixed: [...hello, c('I want to speak to your manager.'), ...used('transfer_to_human')],
    },
    {
      name: 'a low rating',
      failing: [...hello, a('Goodbye.')],
      fixed: [...hello, a('Does that answer it?'), c('Yes')],
      more: { outcome: { satisfaction: { value: 1, scale: 5 } } },
    },
    {
      name: 'a matter that was not settled',
      failing: [...hello, a('Goodbye.')],
      fixed: [...hello, a('Is there anything else?'), c('No')],
      more: { outcome: { resolved: false } },
    },
    {
      name: 'a hand-over that nobody took',
      failing: [...hello, a('I connect you.')],
      fixed: [...hello, a('Nobody is free: we call you back today.')],
      more: { end: { reason: 'transfer_failed' } },
    },
    {
      name: 'a customer who had to call again',
      failing: [...hello, a('Goodbye.')],
      fixed: [...hello, a('Anything else?'), c('No')],
      more: { outcome: { repeatContact: true } },
    },
  ];
  it.each(rows)('$name', ({ failing, fixed, more }) => {
    const call = toCall(failing, more);
    const [check] = proposeChecks({ call, signals: signalsOf(call), policy });
    expect(check?.note).toContain('Only a suggestion');
    const [result] = evaluateChecks({ turns: toCall(fixed).turns, checks: check ? [check] : [], toolEffects: {} });
    expect(result?.status).toBe('pass');
  });

  it('nothing where the customer came back although the agent had asked, and nothing in the call that came later', () => {
    const asked = toCall([...hello, a('Anything else?'), c('No')], { outcome: { repeatContact: true } });
    expect(signalsOf(asked).map(({ detector }) => detector)).toContain('repeat-contact');
    expect(proposeChecks({ call: asked, signals: signalsOf(asked), policy })).toEqual([]);
    const later: Signal = {
      detector: 'repeat-contact',
      rule: 'again',
      severity: 'medium',
      criterion: 'resolution',
      title: 'Customer called again',
      reason: 'r',
      turns: [],
    };
    expect(proposeChecks({ call: toCall([...hello, a('Goodbye.')]), signals: [later], policy })).toEqual([]);
  });

  it('nothing where a signal says exactly what must not happen', () => {
    const call = toCall([...hello, a('I guarantee it.')], { outcome: { complaint: true } });
    expect(proposeChecks({ call, signals: signalsOf(call), policy }).map(({ kind }) => kind)).toEqual(['never_says']);
  });
});
