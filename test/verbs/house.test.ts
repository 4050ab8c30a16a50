import { expect, test } from 'vitest';
import { ann, describeApp, key, root, system } from '#test/app.ts';
import { flagged, goodCall, newAgent, sendIn } from './failed-call.ts';

const HOUR = 3_600_000;

describeApp('keeping house', (use) => {
  const verbs = () => use().app.verbs;
  const later = (ms: number) => {
    use().clock.now = new Date(use().clock.now.getTime() + ms);
  };

  test('a customer is erased with everything that was made of their calls', async () => {
    const ref = 'customer-81';
    const { callId, reviewId } = await flagged(use(), { customer: { ref } });
    const { scenarioId } = await verbs().promoteCall(ann, { of: reviewId });
    const kept = await flagged(use());
    await verbs().previewPromotion(ann, { of: kept.reviewId });
    await use().runJobs();
    expect(use().deps.similar.ids()).toContain(scenarioId);

    expect(await verbs().forgetCustomer(key('admin'), { customer: ref })).toEqual({ calls: 1 });
    const { store } = use().deps;
    expect(await store.calls.row(callId)).toBeUndefined();
    expect(await store.calls.raws(callId)).toEqual([]);
    expect(await store.reviews.get(reviewId)).toBeUndefined();
    expect(await store.scenarios.get(scenarioId)).toBeUndefined();
    expect(await store.deliveries.ofSubject(`review:${reviewId}`)).toEqual([]);
    expect(use().deps.similar.ids()).not.toContain(scenarioId);
    expect(await store.reviews.get(kept.reviewId)).toBeDefined();
    expect(JSON.stringify([await store.audit('customer', 5), use().log])).not.toContain(ref);
    expect(await verbs().forgetCustomer(root, { customer: ref })).toEqual({ calls: 0 });
  });

  test('a telephone number finds the calls however it is written, and those with a reference too', async () => {
    const number = '+1 (212) 555-0199';
    const agent = newAgent();
    const [bare = '', known = '', other = ''] = await sendIn(
      use(),
      goodCall(agent, { customer: { number } }),
      goodCall(agent, { customer: { number: '0012125550199', ref: 'customer-82' } }),
      goodCall(agent, { customer: { number: '+1 (212) 555-0100' } }),
    );
    expect(await verbs().forgetCustomer(root, { customer: '+12125550199' })).toEqual({ calls: 2 });
    const left = await Promise.all([bare, known, other].map((id) => use().deps.store.calls.row(id)));
    expect(left.map((row) => row?.id)).toEqual([undefined, undefined, other]);
  });

  test('raw payloads end after their days; snoozed reviews wake in time; doing it twice does it once', async () => {
    // Something that no field of a call is for: the payload is kept beside it.
    const { callId, reviewId } = await flagged(use(), { platformOnly: 'x' } as never);
    expect(await use().deps.store.calls.raws(callId)).toMatchObject([{ raw: { platformOnly: 'x' } }]);
    const long = await flagged(use());
    await verbs().snoozeReview(ann, { reviewId, hours: 4 });
    await verbs().snoozeReview(ann, { reviewId: long.reviewId, hours: 100 });
    later(5 * HOUR);
    expect(await verbs().keepHouse(system, {})).toMatchObject({ raws: 0, woken: 1 });
    expect(await use().deps.store.reviews.get(reviewId)).toMatchObject({ state: 'open' });
    expect((await use().deps.store.reviews.get(reviewId))?.snoozedUntil).toBeUndefined();
    expect(await use().deps.store.reviews.get(long.reviewId)).toMatchObject({ state: 'snoozed' });
    expect(await verbs().keepHouse(system, {})).toMatchObject({ woken: 0 });
    later(31 * 24 * HOUR);
    expect((await verbs().keepHouse(system, {})).raws).toBeGreaterThan(0);
    expect(await use().deps.store.calls.raws(callId)).toEqual([]);
    expect(await use().deps.store.calls.whole(callId)).toBeDefined();
  });

  test('receipts of what came in are forgotten after two days', async () => {
    const { store } = use().deps;
    expect(await store.takeReceipts(['slack:Ev1'], use().clock.now)).toEqual([true]);
    later(47 * HOUR);
    expect(await verbs().keepHouse(system, {})).toMatchObject({ receipts: 0 });
    expect(await store.takeReceipts(['slack:Ev1'], use().clock.now)).toEqual([false]);
    later(2 * HOUR);
    expect(await verbs().keepHouse(system, {})).toMatchObject({ receipts: 1 });
  });

  test('a snoozed claim wakes with its owner', async () => {
    const { reviewId } = await flagged(use());
    await verbs().claimReview(ann, { reviewId });
    await verbs().snoozeReview(ann, { reviewId, hours: 1 });
    later(2 * HOUR);
    await verbs().keepHouse(system, {});
    expect(await use().deps.store.reviews.get(reviewId)).toMatchObject({ state: 'claimed', ownerId: ann.id });
  });

  test('the status says what waits, and what could not be delivered and why', async () => {
    await flagged(use());
    const [row] = await use().deps.store.deliveries.parked(1);
    expect(row).toBeUndefined();
    const status = await verbs().getStatus(key('read'), {});
    expect(status).toMatchObject({ queue: { waiting: 0, dead: 0 }, parked: [], failureModes: 2, version: 'test' });
    expect(status.database.calls).toBe(await use().deps.store.calls.count());
    expect(JSON.stringify(status)).not.toContain(use().deps.secret);
  });
});
