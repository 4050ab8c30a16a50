import { expect, test } from 'vitest';
import { ann, bob, describeApp, eve, stranger, system, TEST_START } from '#test/app.ts';
import { cardText } from '#test/recorded-surface.ts';
import { failedCall, flagged, sendIn } from './failed-call.ts';

const MODE = 'cancel-without-consent';
const settled = async (attempts: Promise<unknown>[]) => {
  const done = await Promise.allSettled(attempts);
  return {
    won: done.filter(({ status }) => status === 'fulfilled').length,
    lost: done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])),
  };
};

describeApp('triage', (use) => {
  const stored = (id: string) => use().deps.store.reviews.get(id);
  const verbs = () => use().app.verbs;
  const cardOf = (reviewId: string) =>
    use().surface.messages.find(({ card, threadOf }) => !threadOf && cardText(card).includes(`"review:${reviewId}"`));

  test('of two who claim at once one wins, and the other learns who', async () => {
    const { reviewId } = await flagged(use());
    const { won, lost } = await settled([
      verbs().claimReview(ann, { reviewId }),
      verbs().claimReview(bob, { reviewId }),
    ]);
    expect(won).toBe(1);
    const owner = (await stored(reviewId))?.ownerId;
    expect(lost).toMatchObject([{ code: 'conflict', details: { current: { id: reviewId, ownerId: owner } } }]);
    expect(
      (await verbs().getReview(ann, { reviewId })).history.filter(({ event }) => event === 'review.claimed'),
    ).toHaveLength(1);
    await use().runJobs();
    expect(cardOf(reviewId)?.edits).toBeGreaterThan(0);
  });

  test('a counter that moves meanwhile takes nobody the click', async () => {
    const { agent, reviewId } = await flagged(use());
    const captured = await verbs().captureCalls(system, { calls: [failedCall(agent), failedCall(agent)] });
    const callIds = captured.map((one) => (one.status === 'refused' ? '' : one.callId));
    await Promise.all([
      ...callIds.map((id) => verbs().scoreCalls(system, { callIds: [id] })),
      verbs().claimReview(ann, { reviewId }),
    ]);
    expect(await stored(reviewId)).toMatchObject({ occurrences: 3, state: 'claimed', ownerId: ann.id });
  });

  test('only the owner or an approver gives a claim back', async () => {
    const { reviewId } = await flagged(use());
    await verbs().claimReview(ann, { reviewId });
    expect((await verbs().claimReview(ann, { reviewId })).changed).toBe(false);
    await expect(verbs().unclaimReview(bob, { reviewId })).rejects.toMatchObject({ code: 'forbidden' });
    await verbs().unclaimReview(eve, { reviewId });
    const { state, ownerId, claimedAt } = (await stored(reviewId)) ?? {};
    expect([state, ownerId, claimedAt]).toEqual(['open', undefined, undefined]);
  });

  test('a review is confirmed with modes that are in the taxonomy', async () => {
    const { reviewId } = await flagged(use());
    const unknown = verbs().confirmReview(ann, { reviewId, failureModes: ['typo'] });
    await expect(unknown).rejects.toMatchObject({
      code: 'invalid',
      details: { problems: [{ path: 'failureModes', message: expect.stringContaining('wrong-refund') }] },
    });
    await verbs().confirmReview(ann, { reviewId, failureModes: [MODE], note: 'as always', via: 'queue' });
    expect(await stored(reviewId)).toMatchObject({
      state: 'confirmed',
      failureModes: [MODE],
      verdictBy: ann.id,
      verdictVia: 'queue',
      verdictAt: TEST_START,
      note: 'as always',
    });
    await expect(verbs().claimReview(bob, { reviewId })).rejects.toMatchObject({ code: 'conflict' });
    await expect(verbs().dismissReview(bob, { reviewId, reason: 'other' })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('of two different verdicts at once one stands, and both votes show', async () => {
    const { reviewId } = await flagged(use());
    const { won, lost } = await settled([
      verbs().confirmReview(ann, { reviewId, failureModes: [MODE] }),
      verbs().dismissReview(bob, { reviewId, reason: 'bad_signal' }),
    ]);
    expect([won, lost.length]).toEqual([1, 1]);
    expect(lost[0]).toMatchObject({ code: 'conflict' });
    await verbs().voteReview(bob, { reviewId, vote: 'dismiss' });
    await verbs().voteReview(ann, { reviewId, vote: 'confirm' });
    await use().runJobs();
    expect(cardText(cardOf(reviewId)?.card as never)).toMatch(/disagree/i);
  });

  test('confirming with the group decides the occurrences alike, but not those already decided', async () => {
    const { agent, reviewId } = await flagged(use());
    const [one = '', two = ''] = await sendIn(use(), failedCall(agent), failedCall(agent));
    const other = await use().deps.store.reviews.ofCall(two);
    await verbs().dismissReview(bob, { reviewId: other?.id ?? '', reason: 'test_call' });
    await verbs().confirmReview(ann, { reviewId, failureModes: [MODE], withGroup: true, via: 'queue' });
    expect(await use().deps.store.reviews.ofCall(one)).toMatchObject({
      state: 'confirmed',
      failureModes: [MODE],
      verdictVia: 'group',
    });
    expect(await use().deps.store.reviews.ofCall(two)).toMatchObject({ state: 'dismissed' });
  });

  test('what is decided with a lead that somebody picked in the channel is no fair draw either', async () => {
    const { agent, reviewId } = await flagged(use());
    const [grouped = ''] = await sendIn(use(), failedCall(agent));
    await verbs().confirmReview(ann, { reviewId, failureModes: [MODE], withGroup: true, via: 'channel' });
    expect(await use().deps.store.reviews.ofCall(grouped)).toMatchObject({ state: 'confirmed', verdictVia: 'channel' });
  });

  test('a dismissal is taken back by reopening, to its owner', async () => {
    const { reviewId } = await flagged(use());
    await verbs().claimReview(ann, { reviewId });
    await verbs().dismissReview(bob, { reviewId, reason: 'agent_was_right', note: 'it asked before' });
    expect(await stored(reviewId)).toMatchObject({ state: 'dismissed', dismissReason: 'agent_was_right' });
    await verbs().reopenReview(eve, { reviewId });
    const { state, verdictBy, dismissReason } = (await stored(reviewId)) ?? {};
    expect([state, verdictBy, dismissReason]).toEqual(['claimed', undefined, undefined]);
    expect((await verbs().reopenReview(eve, { reviewId })).changed).toBe(false);
  });

  test('a duplicate is done here, and counted there until it is reopened', async () => {
    const first = await flagged(use());
    const second = await flagged(use());
    const { reviewId } = second;
    const dup = (of: string) => verbs().markDuplicate(ann, { reviewId, of });
    await expect(dup(reviewId)).rejects.toMatchObject({ code: 'invalid', details: { problems: [{ path: 'of' }] } });
    await expect(dup('R-99999')).rejects.toMatchObject({ code: 'not_found' });
    await dup(first.reviewId);
    expect(await stored(reviewId)).toMatchObject({ state: 'duplicate', duplicateOf: first.reviewId });
    expect(await stored(first.reviewId)).toMatchObject({ occurrences: 2 });
    expect((await dup(first.reviewId)).changed).toBe(false);
    const loop = verbs().markDuplicate(ann, { reviewId: first.reviewId, of: reviewId });
    await expect(loop).rejects.toMatchObject({ code: 'invalid' });
    await verbs().reopenReview(ann, { reviewId });
    expect(await stored(first.reviewId)).toMatchObject({ occurrences: 1 });
  });

  test('a snoozed review leaves the queue', async () => {
    const { reviewId, agent } = await flagged(use());
    await verbs().snoozeReview(ann, { reviewId, hours: 4 });
    expect(await stored(reviewId)).toMatchObject({ snoozedUntil: new Date(TEST_START.getTime() + 4 * 3_600_000) });
    const { reviews } = await verbs().listReviews(ann, { state: 'open', limit: 200 });
    expect(reviews.some((review) => review.agent === agent)).toBe(false);
    await verbs().dismissReview(ann, { reviewId, reason: 'other' });
    await expect(verbs().snoozeReview(ann, { reviewId, hours: 4 })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('the front page shows my claims and what nobody has taken', async () => {
    const mine = await flagged(use());
    const free = await flagged(use());
    await verbs().claimReview(bob, { reviewId: mine.reviewId });
    const home = await verbs().getHome(bob, { limit: 100 });
    expect(home.mine.map(({ id }) => id)).toContain(mine.reviewId);
    expect(home.unclaimed.map(({ id }) => id)).toContain(free.reviewId);
    expect(home.unclaimed.map(({ id }) => id)).not.toContain(mine.reviewId);
  });

  test('another team finds none of it', async () => {
    const { reviewId, agent } = await flagged(use());
    const at = { code: 'not_found' };
    await expect(verbs().getReview(stranger, { reviewId })).rejects.toMatchObject(at);
    await expect(verbs().drawCard(stranger, { reviewId })).rejects.toMatchObject(at);
    await expect(verbs().claimReview(stranger, { reviewId })).rejects.toMatchObject(at);
    await expect(verbs().voteReview(stranger, { reviewId, vote: 'confirm' })).rejects.toMatchObject(at);
    const { reviews, counts } = await verbs().listReviews(stranger, { limit: 200 });
    const theirs = await verbs().getHome(stranger, { limit: 100 });
    expect([...reviews, ...theirs.unclaimed].some((review) => review.agent === agent)).toBe(false);
    expect(counts.reduce((sum, { n }) => sum + n, 0)).toBe(reviews.length);
  });

  test('a failure mode is added once, with somebody who answers for it', async () => {
    const mode = { id: 'rude-answer', title: 'Rude answer', owner: 'bob' };
    await verbs().addFailureMode(eve, mode);
    await expect(verbs().addFailureMode(eve, mode)).rejects.toMatchObject({ code: 'conflict' });
    await expect(verbs().addFailureMode(eve, { ...mode, id: MODE })).rejects.toMatchObject({ code: 'conflict' });
    const { reviewId } = await flagged(use());
    expect((await verbs().confirmReview(ann, { reviewId, failureModes: ['rude-answer'] })).changed).toBe(true);
  });
});
