import { describe, expect, it } from 'vitest';
import { type Call, CallSchema } from '#src/domain/call.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import { redactPatterns } from '#src/domain/redact/redact-patterns.ts';

type Turns = { role: 'customer' | 'agent'; text: string }[];

function callOf(texts: readonly string[], more: Record<string, unknown> = {}): Call {
  const turns: Turns = texts.map((text, i) => ({ role: i % 2 === 0 ? 'customer' : 'agent', text }));
  return CallSchema.parse({ source: 'test', sourceCallId: '1', turns, ...more });
}

function redactor(call: Call, patterns: { name: string; pattern: string }[] = []) {
  return createRedactor({ call, policy: { redaction: { patterns } } });
}

/** The texts redacted as one call. */
function redact(...texts: string[]): string[] {
  return redactor(callOf(texts)).redact(texts);
}

describe('what becomes a pseudonym', () => {
  it.each([
    ['Mail ann.lee@corp.example.co please', 'Mail p1@example.test please'],
    ['Is it ANN@corp.com or ann@corp.com?', 'Is it p1@example.test or p1@example.test?'],
    ['Call (212) 555-7788.', 'Call (555) 010-0001.'],
    ['212-555-7788, again 2125557788', '555-010-0001, again 5550100001'],
    ['+1 (212) 555-7788 = 212.555.7788', '+1 (555) 010-0001 = 555.010.0001'],
    ['+49 30 901820 and 030 901820 11', '+1 555 010 0001 and +1 555 010 0002'],
    ['at (020) 7946 0958 now', 'at +1 555 010 0001 now'],
    ['ring +442079460958', 'ring +15550100001'],
    ['my phone is 2125557788', 'my phone is 5550100001'],
    ['call me at 07700 900123', 'call me at +1 555 010 0001'],
    ['five five five, two one two, oh four oh nine', 'five five five zero one zero zero zero zero one'],
    ['Card 4111 1111 1111 1111, exp 12/27', 'Card 4242 4242 0000 0018, exp 12/27'],
    ['amex 378282246310005', 'amex 424242420000016'],
    ['4111-1111-1111-1111', '4242-4242-0000-0018'],
    ['４１１１ １１１１ １１１１ １１１１', '4242 4242 0000 0018'],
    ['DE89 3704 0044 0532 0130 00', 'DE09 0000 0000 0000 0000 01'],
    ['gb29nwbk60161331926819', 'GB75TEST00000000000001'],
  ])('%s', (text, expected) => expect(redact(text)).toEqual([expected]));

  it('gives another value another number, in order of the call', () => {
    expect(redact('a@x.com', 'b@x.com', 'a@x.com')).toEqual(['p1@example.test', 'p2@example.test', 'p1@example.test']);
  });
});

describe('what is left alone', () => {
  it.each([
    'Order #W1234567 and W7654321, item 1008292230, product 9523456873',
    'SKU 4820-1123-77, reservation 4WQ150, payment credit_card_9513926',
    'on 2026-11-20 at 10:30, or 20.11.2026 14:30, or 11/20/2026',
    '2026-11-20T10:30:00.123Z',
    'You pay $1,234,567.89, that is 1.234.567,89 € or 35.52999999999997',
    'Smartphone (1631373418), Headphone: 1008292231',
    'order number is 2125557788',
    'card 4111 1111 1111 1112 has a wrong check digit',
    'server 192.168.10.100, version 10.0.22631.4460',
    'DE89 3704 0044 0532 0130 01',
    'zip 94105-1234, flight HAT228/229 (2025-07-24)',
    'one two three, four times',
    '@ann mentioned a@b and x@.com',
  ])('%s', (text) => expect(redact(text)).toEqual([text]));
});

describe('one map per call', () => {
  const call = callOf(['I am Yusuf Rossi, 212-555-7788', 'Thanks, Yusuf.'], {
    customer: { name: 'Yusuf Rossi', ref: 'yusuf_rossi_9620', number: '+1 212 555 7788' },
    snapshot: {
      variables: { phone: 12125557788, email: 'Y.Rossi@private.net' },
      memory: ['prefers y.rossi@private.net'],
    },
  });

  it('fits script, tool arguments, results, memory and variables together', () => {
    const { redact: apply } = redactor(call);
    expect(apply(call.turns.map((t) => t.text))).toEqual(['I am Pat Example, 555-010-0001', 'Thanks, Pat.']);
    expect(
      apply({ user_id: 'yusuf_rossi_9620', first_name: 'yusuf', last_name: 'ROSSI', phone_number: '2125557788' }),
    ).toEqual({
      user_id: 'customer-1',
      first_name: 'pat',
      last_name: 'EXAMPLE',
      phone_number: '5550100001',
    });
    expect(apply(call.snapshot)).toEqual({
      variables: { phone: 15550100001, email: 'p1@example.test' },
      memory: ['prefers p1@example.test'],
    });
  });

  it('knows a bare number that stands elsewhere as a telephone number', () => {
    const texts = ['reach me on 212-555-7788', 'found account 2125557788'];
    expect(redact(...texts)).toEqual(['reach me on 555-010-0001', 'found account 5550100001']);
  });

  it('numbers by the call, in whatever order its parts are redacted', () => {
    const texts = ['first@x.com', 'second@x.com'];
    const { redact: apply } = redactor(callOf(texts));
    expect(apply('second@x.com')).toBe('p2@example.test');
  });

  it('counts what it replaced and keeps the values out of it', () => {
    const made = redactor(call);
    made.redact(call.turns);
    expect(made.found).toEqual([
      { kind: 'name', pseudonym: 'Pat Example', count: 1 },
      { kind: 'phone', pseudonym: '555-010-0001', count: 1 },
      { kind: 'name', pseudonym: 'Pat', count: 1 },
    ]);
  });

  it('leaves keys, booleans, small numbers and null', () => {
    const value = { 'a@x.com': true, n: 42, amount: 1_234_567, nothing: null, list: [1.5] };
    expect(redactor(call).redact(value)).toEqual(value);
  });

  it('takes a word that is also a name only where it is written as one', () => {
    const may = redactor(callOf(['x'], { customer: { name: 'May Will' } }));
    expect(may.redact('You may call May Will, she will say.')).toBe('You may call Pat Example, she will say.');
  });
});

describe('custom patterns', () => {
  const patterns = [
    { name: 'member-id', pattern: 'MB-[0-9]{4}' },
    { name: 'phone', pattern: 'ext [0-9]+' },
  ];
  it('become numbered marks that a second pass leaves', () => {
    const texts = ['MB-1234, mb-1234 and MB-9999, ext 77'];
    const { redact: apply, ...rest } = redactor(callOf(texts), patterns);
    const once = apply(texts);
    expect(once).toEqual(['[member-id 1], [member-id 1] and [member-id 2], [phone 1]']);
    expect(apply(once)).toEqual(once);
    expect(rest).not.toHaveProperty('values');
  });
  it('do not eat pseudonyms', () => {
    const greedy = redactor(callOf(['a@x.com']), [{ name: 'word', pattern: '[a-z0-9@.]+' }]);
    expect(greedy.redact('p1@example.test')).toBe('p1@example.test');
  });
});

it('changes nothing the second time', () => {
  const texts = [
    'a@x.com +49 30 901820, (212) 555-7788, 4111 1111 1111 1111 123, DE89370400440532013000',
    'call me: 21 25 55 77 88 or double five five, two one two, oh four oh nine one moment, phone 12125557788 9',
  ];
  const { redact: apply } = redactor(callOf(texts, { customer: { name: 'Pat Example', ref: '12345678' } }));
  const once = apply([...texts, '12345678']);
  expect(apply(once)).toEqual(once);
  expect(redactor(callOf(once)).redact(once)).toEqual(once);
});

it('refuses a value nested without end', () => {
  let value: unknown = 'x';
  for (let i = 0; i < 5_000; i++) value = [value];
  expect(() => redactor(callOf(['x'])).redact(value)).toThrow(expect.objectContaining({ code: 'invalid' }));
});

describe('a pattern of a check', () => {
  it.each([
    ['maria\\.keller@posteo\\.de', 'p1@example\\.test'],
    ['sorry|\\bmaria\\.keller@posteo\\.de\\b(now|then)?', 'sorry|\\bp1@example\\.test\\b(now|then)?'],
    ['mail to maria.keller@posteo.de.*', 'mail\\s+to\\s+p1@example\\.test.*'],
    ['\\(212\\)\\s+555-7788', '\\(555\\)\\s+010-0001'],
    ['is\\s+done|order\\s+\\d{4,}', 'is\\s+done|order\\s+\\d{4,}'],
  ])('loses personal data, escaped or not, and nothing else: %s', (pattern, expected) => {
    const { redact: byCall } = redactor(callOf(['maria.keller@posteo.de, (212) 555-7788']));
    const check = { kind: 'tool_called', tool: 't', onlyAfter: { customerSaid: pattern } };
    const once = redactPatterns(check, byCall);
    expect(once.onlyAfter.customerSaid).toBe(expected);
    expect(redactPatterns(once, byCall)).toEqual(once);
  });
});
