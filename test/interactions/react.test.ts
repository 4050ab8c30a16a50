import { expect, test } from 'vitest';
import type { Person } from '#src/domain/actor.ts';
import { ann, bob, describeApp, guest, stranger } from '#test/app.ts';
import { flagged } from '#test/verbs/failed-call.ts';

describeApp('reactions', (use) => {
  const react = (actor: Person, reviewId: string, emoji: string, added = true) =>
    use().app.interactions.react({ actor, subject: `review:${reviewId}`, emoji, added });
  const review = async (id: string) => {
    const { review: found, votes } = await use().app.verbs.getReview(ann, { reviewId: id });
    return { ...found, votes: votes.map(({ actorId, vote }) => `${actorId} ${vote}`) };
  };

  test('👀 claims, and taking it back gives the claim back', async () => {
    const { reviewId } = await flagged(use());
    expect(await react(ann, reviewId, '👀')).toMatchObject({ kind: 'done' });
    expect(await review(reviewId)).toMatchObject({ state: 'claimed', ownerId: ann.id });
    await react(bob, reviewId, '👀', false);
    expect(await review(reviewId)).toMatchObject({ state: 'claimed', ownerId: ann.id });
    await react(ann, reviewId, '👀', false);
    expect(await review(reviewId)).toMatchObject({ state: 'open' });
  });

  test('the second 👀 is told who was first', async () => {
    const { reviewId } = await flagged(use());
    await react(ann, reviewId, '👀');
    const answer = await react(bob, reviewId, '👀');
    expect(answer).toMatchObject({ kind: 'private' });
    expect(JSON.stringify(answer)).toContain('ann has already claimed');
  });

  test('✅ dismisses; only who dismissed takes it back', async () => {
    const { reviewId } = await flagged(use());
    await react(ann, reviewId, '✅');
    await react(bob, reviewId, '✅');
    expect(await review(reviewId)).toMatchObject({
      state: 'dismissed',
      verdictBy: ann.id,
      votes: [`${ann.id} dismiss`, `${bob.id} dismiss`],
    });
    await react(bob, reviewId, '✅', false);
    expect(await review(reviewId)).toMatchObject({ state: 'dismissed', votes: [`${ann.id} dismiss`] });
    await react(ann, reviewId, '✅\uFE0F', false);
    expect(await review(reviewId)).toMatchObject({ state: 'open', votes: [] });
  });

  test('opposite reactions stand side by side as a disagreement', async () => {
    const { reviewId } = await flagged(use());
    await react(ann, reviewId, '✅');
    await react(bob, reviewId, '❌');
    expect(await review(reviewId)).toMatchObject({
      state: 'dismissed',
      votes: [`${ann.id} dismiss`, `${bob.id} confirm`],
    });
    const card = await use().app.verbs.drawCard(ann, { reviewId });
    expect(JSON.stringify(card)).toMatch(/disagree/i);
  });

  test.each([
    ['❌', 'tag', 'confirm'],
    ['📌', 'promote', 'promote'],
  ])(
    '%s answers with a private control, since it cannot open a form, and decides nothing yet',
    async (emoji, control, vote) => {
      const { reviewId } = await flagged(use());
      const answer = await react(ann, reviewId, emoji);
      expect(answer).toMatchObject({
        kind: 'private',
        card: { controls: [{ id: control, subject: `review:${reviewId}` }] },
      });
      expect(await review(reviewId)).toMatchObject({ state: 'open', votes: [`${ann.id} ${vote}`] });
      await react(ann, reviewId, emoji, false);
      expect(await review(reviewId)).toMatchObject({ votes: [] });
    },
  );

  test('taking ❌ back does not undo a promoted failure', async () => {
    const { reviewId } = await flagged(use());
    await react(ann, reviewId, '❌');
    await use().app.verbs.promoteCall(ann, { of: reviewId });
    await react(ann, reviewId, '❌', false);
    expect(await review(reviewId)).toMatchObject({ state: 'confirmed' });
    await use().runJobs();
  });

  test('who may not review gets a private hint, and changes nothing', async () => {
    const { reviewId } = await flagged(use());
    for (const emoji of ['👀', '✅', '❌', '📌']) {
      const answer = await react(guest, reviewId, emoji);
      expect(answer).toMatchObject({ kind: 'private' });
      expect(JSON.stringify(answer)).toContain('Ask an admin');
    }
    expect(await review(reviewId)).toMatchObject({ state: 'open', votes: [] });
    expect(JSON.stringify(await react(stranger, reviewId, '✅'))).toContain('does not exist, or you may not see it');
  });

  test('any other emoji, and a reaction to another message, is nobody’s business', async () => {
    const { reviewId } = await flagged(use());
    expect(await react(ann, reviewId, '🎉')).toEqual({ kind: 'done' });
    const { interactions } = use().app;
    expect(await interactions.react({ actor: ann, subject: 'report:2026-W47', emoji: '✅', added: true })).toEqual({
      kind: 'done',
    });
  });
});
