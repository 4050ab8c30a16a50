import { expect, test } from 'vitest';
import { ann, describeApp, guest, stranger } from '#test/app.ts';
import { flagged } from '#test/verbs/failed-call.ts';

describeApp('commands', (use) => {
  const say = (text: string, actor = ann) => use().app.interactions.command({ actor, text, channel: 'reviews' });

  test.each([
    ['/ratchet queue', /waiting for somebody/],
    ['/ratchet digest', /week/i],
    ['/ratchet gate', /gate/i],
    ['/ratchet patterns', /pattern/i],
    ['/ratchet suite', /suite|scenario/i],
    ['/ratchet status', /database|queue/i],
    ['/ratchet help', /\/promote/],
    ['ratchet  QUEUE', /waiting for somebody/],
    ['', /\/promote/],
  ])('"%s" answers privately', async (text, words) => {
    const answer = await say(text);
    expect(answer.kind).toBe('private');
    expect(JSON.stringify(answer)).toMatch(words);
  });

  test('fix opens its form with what the newest call says', async () => {
    const { agent } = await flagged(use(), { startedAt: '2026-11-18T11:59:00Z' });
    const answer = await say('/ratchet fix');
    expect(answer).toMatchObject({ kind: 'form', form: { id: 'fix' } });
    expect(JSON.stringify(answer)).toContain(agent);
  });

  test.each(['constructor', 'rocket <!channel>', '__proto__'])('"%s" is not known, and helped', async (word) => {
    const answer = await say(`/ratchet ${word}`);
    expect(JSON.stringify(answer)).toContain(`I do not know \\"${word.split(' ')[0]}`);
  });

  test('promote takes a review, a call, a page of ours or the link of a card', async () => {
    const { reviewId, callId } = await flagged(use());
    const [row] = await use().deps.store.deliveries.ofSubject(`review:${reviewId}`);
    const told = [
      reviewId.toLowerCase(),
      callId,
      `http://ratchet.test/calls/${callId}?from=slack`,
      `http://ratchet.test/#msg-${row?.platformId}`,
      `<http://ratchet.test/calls/${callId}|the call>`,
    ];
    for (const what of told) {
      const answer = await say(`/promote ${what}`);
      expect(answer, what).toMatchObject({ kind: 'form', form: { id: 'promote' } });
    }
    expect(await say(`/ratchet promote ${reviewId}`)).toMatchObject({ kind: 'form' });
  });

  test.each(['', 'nothing-like-it', 'http://ratchet.test/calls/%zz', 'http://ratchet.test/calls/%ff', '#msg-unknown'])(
    'promote "%s" says what it needs',
    async (what) => {
      const answer = await say(`/promote ${what}`);
      expect(answer.kind).toBe('private');
      expect(JSON.stringify(answer)).not.toMatch(/something broke/i);
    },
  );

  test('another team promotes nothing of this one, and sees none of it', async () => {
    const { reviewId, agent } = await flagged(use());
    expect(JSON.stringify(await say(`/promote ${reviewId}`, stranger))).toContain('may not see it');
    for (const word of ['queue', 'patterns', 'digest', 'suite', 'gate']) {
      expect(JSON.stringify(await say(`/ratchet ${word}`, stranger)), word).not.toContain(agent);
    }
  });

  test('who has no role is told whom to ask; help is for everybody', async () => {
    expect(JSON.stringify(await say('/ratchet queue', guest))).toContain('Ask an admin');
    expect(JSON.stringify(await say('/ratchet help', guest))).toContain('/promote');
  });
});
