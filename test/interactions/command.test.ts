import { expect, test } from 'vitest';
import { ann, describeApp, guest, root, stranger } from '#test/app.ts';
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

  test('an admin posts the digest of the last week, and again; others are told whom it takes', async () => {
    const again = /goes to 2 channels, where the former post is edited\./;
    expect(JSON.stringify(await say('/ratchet digest post', root))).toMatch(
      /The digest of 2026-W46 goes to 2 channels\./,
    );
    use().clock.now = new Date(use().clock.now.getTime() + 60_000);
    expect(JSON.stringify(await say('/ratchet digest again', root))).toMatch(again);
    expect(JSON.stringify(await say('digest post 2026-w45', root))).toContain('The digest of 2026-W45 goes');
    expect(JSON.stringify(await say('/ratchet digest post 2026-W47', root))).toContain('is not over yet');
    expect(JSON.stringify(await say('/ratchet digest post soon', root))).toMatch(/ISO week|problems/i);
    expect(JSON.stringify(await say('/ratchet digest later', root))).toContain('Which digest?');
    expect(JSON.stringify(await say('/ratchet digest post'))).toMatch(/admin/i);
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
