import { expect, test } from 'vitest';
import { openToken, sealToken } from '#adapters/slack/install/secret-box.ts';

const secret = 's'.repeat(40);

test('a sealed token opens again, and no two boxes are alike', () => {
  const box = sealToken('xoxb-1', 'T1', secret);
  expect(openToken(box, 'T1', secret)).toBe('xoxb-1');
  expect(box).not.toContain('xoxb');
  expect(sealToken('xoxb-1', 'T1', secret)).not.toBe(box);
});

test.each([
  ['another RATCHET_SECRET', (box: string) => openToken(box, 'T1', 'r'.repeat(40))],
  ['another workspace', (box: string) => openToken(box, 'T2', secret)],
  [
    'a bit turned over',
    (box: string) => openToken(`${box.slice(0, -2)}${box.endsWith('AA') ? 'BB' : 'AA'}`, 'T1', secret),
  ],
  ['half of it', (box: string) => openToken(box.slice(0, 20), 'T1', secret)],
  ['something else', () => openToken('', 'T1', secret)],
])('with %s it does not open, and says what to do', (_, open) => {
  expect(() => open(sealToken('xoxb-1', 'T1', secret))).toThrow(/RATCHET_SECRET is not the one/);
});
