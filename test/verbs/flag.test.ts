import { expect, test } from 'vitest';
import { ann, describeApp, system, TEST_START } from '#test/app.ts';
import { cardText, type Shown } from '#test/recorded-surface.ts';
import { failedCall, flagged, goodCall, newAgent, sendIn } from './failed-call.ts';

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(TEST_START.getTime() - hours * HOUR).toISOString();

describeApp('flagging', (use) => {
  /** The cards of an agent's reviews, on all surfaces, in the order they were posted. */
  const cardsOf = async (agent: string) => {
    const { store } = use().deps;
    const reviews = await store.reviews.list({ agents: [agent], order: 'oldest', limit: 100 });
    const rows = await Promise.all(reviews.map(({ id }) => store.deliveries.ofSubject(`review:${id}`)));
    const cards = new Set(rows.flat().flatMap(({ id, kind }) => (kind === 'card' ? [id] : [])));
    return use().surface.messages.filter(({ deliveryId }) => cards.has(deliveryId));
  };
  const wordsOf = (shown: Shown | undefined) => (shown ? cardText(shown.card) : 'no card');
  const reviewOf = async (callId: string | undefined) => {
    const review = await use().deps.store.reviews.ofCall(callId ?? '');
    if (!review) throw new Error(`${callId} has no review.`);
    return review;
  };

  test('a flagged call gets one card, with pseudonyms for what is personal', async () => {
    const { agent } = await flagged(use());
    const cards = await cardsOf(agent);
    expect(cards.map(({ channel }) => channel)).toEqual(['reviews']);
    expect(wordsOf(cards[0])).toContain('p1@example.test');
    expect(wordsOf(cards[0])).not.toContain('maria.keller');
    await sendIn(use(), goodCall(agent));
    expect(await cardsOf(agent)).toHaveLength(1);
  });

  test('a card goes to every channel that the agent is routed to', async () => {
    const { agent } = await flagged(use(), {}, newAgent('other'));
    expect((await cardsOf(agent)).map(({ channel }) => channel)).toEqual(['reviews', 'C-other']);
  });

  test('an occurrence of the same pattern raises the counter of the card', async () => {
    const { agent, reviewId } = await flagged(use());
    const calls = await sendIn(use(), failedCall(agent), failedCall(agent));
    expect(await cardsOf(agent)).toHaveLength(1);
    expect(await use().deps.store.reviews.get(reviewId)).toMatchObject({ occurrences: 3 });
    expect(await reviewOf(calls[1])).toMatchObject({ groupedUnder: reviewId, state: 'open' });
    expect(wordsOf((await cardsOf(agent))[0])).toMatch(/[x×]3 in 24 h/);
  });

  test('two first occurrences at once make one card', async () => {
    const agent = newAgent();
    const { app, runJobs } = use();
    const captured = await app.verbs.captureCalls(system, { calls: [failedCall(agent), failedCall(agent)] });
    const ids = captured.map((one) => (one.status === 'refused' ? '' : one.callId));
    await Promise.all(ids.map((id) => app.verbs.scoreCalls(system, { callIds: [id] })));
    await runJobs();
    expect(await cardsOf(agent)).toHaveLength(1);
    const leads = (await Promise.all(ids.map(reviewOf))).filter(({ groupedUnder }) => !groupedUnder);
    expect(leads.map(({ occurrences }) => occurrences)).toEqual([2]);
  });

  test('old calls make reviews without cards, and one post offers the worst of them', async () => {
    const agents = [newAgent(), newAgent(), newAgent('other')];
    const before = use().surface.messages.length;
    await sendIn(use(), ...agents.map((agent) => failedCall(agent, { startedAt: ago(72) })));
    const posts = use().surface.messages.slice(before);
    expect(posts.map(({ channel, card }) => [channel, card.title])).toEqual([
      ['reviews', '3 older calls were flagged'],
      ['C-other', '1 older call was flagged'],
    ]);
    expect(wordsOf(posts[1])).not.toContain(agents[0]);
    expect((await use().app.verbs.offerOldCalls(system, { since: TEST_START })).offered).toBe(0);
  });

  test('a fresh failure gets its card although an old one of its pattern has none', async () => {
    const agent = newAgent();
    await sendIn(use(), failedCall(agent, { startedAt: ago(72) }));
    const [fresh] = await sendIn(use(), failedCall(agent));
    expect(await reviewOf(fresh)).toMatchObject({ occurrences: 1 });
    expect((await reviewOf(fresh)).groupedUnder).toBeUndefined();
    expect(await cardsOf(agent)).toHaveLength(1);
  });

  test('a promoted failure that comes back on another version is a new post that names its scenario', async () => {
    const { agent, reviewId } = await flagged(use());
    const { scenarioId } = await use().app.verbs.promoteCall(ann, { of: reviewId });
    const v15 = { agent: { name: agent, version: 'v15' } };
    const [back, again, sameVersion] = await sendIn(
      use(),
      failedCall(agent, v15),
      failedCall(agent, v15),
      failedCall(agent),
    );
    const recurrence = await reviewOf(back);
    expect(recurrence).toMatchObject({ recurrenceOf: scenarioId });
    expect(await reviewOf(again)).toMatchObject({ groupedUnder: recurrence.id });
    expect(await reviewOf(sameVersion)).toMatchObject({ groupedUnder: reviewId });
    const cards = await cardsOf(agent);
    expect(cards).toHaveLength(2);
    expect(wordsOf(cards[1])).toContain(scenarioId);
  });

  test('versions that take turns, as in a canary, do not make a card each time', async () => {
    const { agent, reviewId } = await flagged(use());
    await use().app.verbs.promoteCall(ann, { of: reviewId });
    for (const version of ['v15', 'v14', 'v15', 'v14'])
      await sendIn(use(), failedCall(agent, { agent: { name: agent, version } }));
    expect(await cardsOf(agent)).toHaveLength(2);
  });

  test('a worse signal of a claimed review redraws its card, and takes it from nobody', async () => {
    const agent = newAgent();
    const [callId = ''] = await sendIn(use(), goodCall(agent, { outcome: { repeatContact: true } }));
    const { id, severity } = await reviewOf(callId);
    await use().app.verbs.claimReview(ann, { reviewId: id });
    await use().app.verbs.addSignals(system, { callId, outcome: { complianceFlags: ['no-consent'] } });
    await use().runJobs();
    const after = await reviewOf(callId);
    expect([severity, after.severity, after.state, after.ownerId]).toEqual(['high', 'critical', 'claimed', ann.id]);
    expect(wordsOf((await cardsOf(agent))[0])).toContain('Reported breach: no-consent');
  });
});
