import { expect, it } from 'vitest';
import { CallSchema } from '#src/domain/call.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';

const PIECES = [
  ...[
    'call me ',
    'phone ',
    'order ',
    '+',
    '1',
    '49 ',
    '(',
    '212',
    ') ',
    '555',
    '-',
    '7788',
    '.',
    ' ',
    '0',
    '030',
    '/',
    '\n',
    '_',
    '00',
  ],
  ...[
    '4111',
    '1111',
    ' 1111 ',
    '4111111111111111',
    'a@b.co',
    '@',
    'ann.lee@x.com',
    'DE89',
    '3704',
    '0044',
    '0532 0130 00',
  ],
  ...[
    'five ',
    'oh ',
    'two',
    'double ',
    ', ',
    'one moment',
    '2026-11-20',
    'Yusuf',
    'Rossi ',
    '２１２',
    '\u200b',
    '#W1234567',
  ],
  ...[
    'p1@example.test',
    '+1 555 010 0001',
    '4242 4242 0000 0018',
    '[mid 1]',
    'MB-12',
    '2125557788',
    '1 2 3 4 5 6 7 8 9 0 ',
  ],
];
const policy = { redaction: { patterns: [{ name: 'mid', pattern: 'MB-[0-9]+' }] } };

/** A seeded stream of numbers in [0, 1), so that a failure comes again. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

it('text thrown together from numbers, names and pseudonyms is the same when redacted again, by the same redactor or a later one', () => {
  const random = createRandom(7);
  for (let i = 0; i < 4_000; i++) {
    const text = Array.from(
      { length: 1 + Math.floor(random() * 14) },
      () => PIECES[Math.floor(random() * PIECES.length)],
    ).join('');
    const callWith = (words: string) =>
      CallSchema.parse({
        source: 't',
        sourceCallId: '1',
        turns: [{ role: 'customer', text: words }],
        customer: { name: 'Yusuf Rossi' },
      });
    const first = createRedactor({ call: callWith(text), policy });
    const once = first.redact({ text, phone: text });
    expect(first.redact(once)).toEqual(once);
    expect(createRedactor({ call: callWith(once.text), policy }).redact(once)).toEqual(once);
  }
});
