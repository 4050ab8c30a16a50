import { expect, it } from 'vitest';
import { hashNumber, maskNumber } from '#src/domain/redact/customer-number.ts';
import { findPersonalData } from '#src/domain/redact/find-personal-data.ts';

const found = (text: string) => findPersonalData(text).map(({ kind, text: value, sure }) => [kind, value, sure]);

it.each([
  [
    'My name is Yusuf Rossi and my e-mail is y@r.net',
    [
      ['name', 'Yusuf Rossi', false],
      ['email', 'y@r.net', true],
    ],
  ],
  ['Hi, this is Ann.', [['name', 'Ann.', false]].map(([k, , s]) => [k, 'Ann', s])],
  ['this is ridiculous, I am Not happy', []],
  ['p1@example.test, +1 555 010 0001, 4242 4242 0000 0018, my name is Pat Example', []],
  ['order #W1234567 of 2026-11-20', []],
])('%s', (text, expected) => expect(found(text)).toEqual(expected));

it.each([
  ['+1 (212) 555-7788', '+• (•••) •••-7788'],
  ['2125557788', '••••••7788'],
  ['1234', '••34'],
  ['sip:ann', '•••:•••'],
])('masks %s', (number, masked) => expect(maskNumber(number)).toBe(masked));

it('hashes one number alike in its spellings, another one or another secret apart', () => {
  const hash = hashNumber('secret', '+1 (212) 555-7788');
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(hashNumber('secret', '0012125557788')).toBe(hash);
  expect(hashNumber('secret', 'sip:+12125557788@carrier.example:5060')).toBe(hash);
  expect(hashNumber('secret', '+1 (212) 555-7789')).not.toBe(hash);
  expect(hashNumber('other', '+1 (212) 555-7788')).not.toBe(hash);
});

it.each(['anonymous', '', '911', 'Restricted'])(
  'does not make one customer of everybody who calls as "%s"',
  (number) => {
    expect(hashNumber('secret', number)).toBeUndefined();
  },
);
