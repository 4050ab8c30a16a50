import { expect, test } from 'vitest';
import { plainEmoji, reactionAction } from '#src/domain/reaction.ts';

const MAP = { claim: '👀', dismiss: '✅', confirm: '❌', promote: '📌' };

test.each([
  ['👀', 'claim'],
  ['✅', 'dismiss'],
  ['❌', 'confirm'],
  ['📌', 'promote'],
  ['✅\uFE0F', 'dismiss'],
  [' ❌ ', 'confirm'],
  ['👍', undefined],
  ['', undefined],
  ['__proto__', undefined],
])('%s means %s', (emoji, action) => {
  expect(reactionAction(emoji, MAP)).toBe(action);
});

test('a skin tone and a variation selector make no other reaction', () => {
  expect(reactionAction('👍🏽', { ...MAP, claim: '👍' })).toBe('claim');
  expect(reactionAction('✔', { ...MAP, dismiss: '✔\uFE0F' })).toBe('dismiss');
  expect(plainEmoji('👍🏿')).toBe('👍');
});
