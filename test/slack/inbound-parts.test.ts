import { expect, test } from 'vitest';
import { createSeen } from '#adapters/slack/inbound/seen.ts';
import { createWorkQueue } from '#adapters/slack/inbound/work-queue.ts';
import { emojiOf } from '#adapters/slack/listeners/emoji-of.ts';
import { createRespond } from '#adapters/slack/listeners/response-url.ts';
import { reactionAction } from '#src/domain/reaction.ts';

const MAP = { claim: '👀', dismiss: '✅', confirm: '❌', promote: '📌' };

test.each([
  ['eyes', 'claim'],
  ['white_check_mark', 'dismiss'],
  ['x', 'confirm'],
  ['pushpin', 'promote'],
  ['heavy_check_mark', undefined],
  ['round_pushpin', undefined],
  ['party_parrot', undefined],
  ['constructor', undefined],
  ['', undefined],
])('the reaction :%s: means %s', (name, action) => {
  const emoji = emojiOf(name);
  expect(emoji === undefined ? undefined : reactionAction(emoji, MAP)).toBe(action);
});

test.each(['+1', 'thumbsup', 'thumbsup::skin-tone-2', '+1::skin-tone-6'])(':%s: is one emoji', (name) => {
  expect(reactionAction(emojiOf(name) ?? '', { ...MAP, claim: '👍🏽' })).toBe('claim');
});

test('ids are remembered as long as they must be, and no longer than their room lasts', () => {
  const clock = { now: 0 };
  const seen = createSeen({ keepMs: 1_000, max: 100, now: () => clock.now });
  expect([seen.add('a'), seen.add('a')]).toEqual([true, false]);
  clock.now = 1_001;
  expect(seen.add('b')).toBe(true);
  expect(seen.add('a'), 'still known').toBe(false);
  clock.now = 5_000;
  expect(seen.add('a'), 'long gone').toBe(true);
  seen.forget('a');
  expect(seen.add('a')).toBe(true);
  for (let i = 0; i < 1_000; i += 1) seen.add(`id${i}`);
  expect(seen.add('id999')).toBe(false);
  expect(seen.add('id0'), 'there is room for 200').toBe(true);
});

test('work waits for its turn, in order, and a failure frees its place', async () => {
  const queue = createWorkQueue({ width: 2, max: 3 });
  const began: number[] = [];
  const gates: (() => void)[] = [];
  const work = [0, 1, 2, 3, 4].map((i) =>
    queue.run(async () => {
      began.push(i);
      await new Promise<void>((resolve) => gates.push(resolve));
      if (i === 0) throw new Error('broken');
      return i;
    }),
  );
  for (const one of work) queue.track(one);
  const settled = Promise.allSettled(work);
  await new Promise(setImmediate);
  expect(began).toEqual([0, 1]);
  expect(queue.isFull()).toBe(true);
  for (let i = 0; i < 5; i += 1) {
    await expect.poll(() => gates.length).toBeGreaterThan(i);
    gates[i]?.();
  }
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', ...Array(4).fill('fulfilled')]);
  expect(began).toEqual([0, 1, 2, 3, 4]);
  await queue.idle(1_000);
});

test.each([
  'http://hooks.slack.com/actions/T1/1/x',
  'https://hooks.slack.com.evil.test/x',
  'https://evil.test/hooks.slack.com',
  'http://169.254.169.254/latest',
  'file:///etc/passwd',
  'nonsense',
])('nothing is ever posted to %s', async (url) => {
  await expect(createRespond('https://slack.com/api/')(url, {})).rejects.toThrow('not Slack');
});
