import { expect, test } from 'vitest';
import { linkedMessages } from '#src/interactions/message-link.ts';

const typed = { actor: { id: 'slack:T1:U1' }, channel: 'C9' };

test.each([
  [
    'https://acme.slack.com/archives/C1AB/p1795000001000200',
    [
      ['T1/C1AB', '1795000001.000200'],
      ['C1AB', '1795000001.000200'],
    ],
  ],
  [
    '<https://acme.slack.com/archives/C1AB/p1795000001000200|the card>',
    [
      ['T1/C1AB', '1795000001.000200'],
      ['C1AB', '1795000001.000200'],
    ],
  ],
  [
    'https://acme.slack.com/archives/C1AB/p1795000002000300?thread_ts=1795000001.000200&cid=C1AB',
    [
      ['T1/C1AB', '1795000002.000300'],
      ['C1AB', '1795000002.000300'],
      ['T1/C1AB', '1795000001.000200'],
      ['C1AB', '1795000001.000200'],
    ],
  ],
  ['https://acme.slack.com/archives/C1AB', []],
  ['R-12', []],
  [`https://acme.slack.com/archives/C1AB/p${'1'.repeat(100_000)}x`, []],
])('%.80s', (text, expected) => {
  expect(linkedMessages(text, typed).map(({ channel, platformId }) => [channel, platformId])).toEqual(expected);
});

test('a link typed in a channel of another workspace is looked for there', () => {
  const [first] = linkedMessages('https://x.slack.com/archives/C1/p1795000001000200', { ...typed, channel: 'T2/C9' });
  expect(first?.channel).toBe('T2/C1');
});
