import { expect, test } from 'vitest';
import type { ImpactList } from '#src/domain/impact.ts';
import { impactBlocks } from '#src/views/impact-blocks.ts';
import { ann, describeApp, person, stranger, TEST_POLICY, testApp } from '#test/app.ts';
import { failedCall, goodCall, newAgent, sendIn } from './failed-call.ts';

const outcome = (escalated: boolean) => ({ outcome: { escalated, resolved: !escalated } });

describeApp('impact', (use) => {
  const verbs = () => use().app.verbs;
  const confirm = async (callIds: readonly string[], mode: string) => {
    for (const callId of callIds) {
      const review = await use().deps.store.reviews.ofCall(callId);
      await verbs().confirmReview(ann, { reviewId: review?.id ?? '', failureModes: [mode] });
    }
  };

  test('a failure mode costs what its calls lead to beyond those without failure', async () => {
    const agent = newAgent();
    const dear = await sendIn(use(), ...[1, 2, 3, 4].map(() => failedCall(agent, outcome(true))));
    const again = { customer: { ref: `C-${agent}` }, ...outcome(false) };
    const later = { ...again, startedAt: '2026-11-18T11:45:00Z' };
    await sendIn(use(), ...[1, 2, 3, 4, 5, 6].map(() => goodCall(agent, outcome(false))), goodCall(agent, later));
    await confirm(dear, 'cancel-without-consent');
    const seer = person('seer', 'reviewer', { agents: [agent] });
    const { modes, unit } = await verbs().getImpact(seer, {});
    expect(unit).toBe('points');
    // All four were handed over (3 points) and broke a rule (30), none of the others did.
    expect(modes).toMatchObject([{ failureMode: 'cancel-without-consent', owner: 'ann', extra: 33, isPinned: true }]);
    const [mode] = modes;
    expect(mode?.low).toBeLessThanOrEqual(mode?.impact ?? 0);
    expect(mode?.high).toBeGreaterThanOrEqual(mode?.impact ?? 0);
    const list = JSON.stringify(await verbs().getImpact(stranger, {}));
    expect(list).not.toContain('cancel-without-consent');
  });

  test('who calls again within a week was not helped, and a dismissed call is without failure', async () => {
    const agent = newAgent();
    const customer = { customer: { ref: `C-${agent}` }, ...outcome(false) };
    const [first = ''] = await sendIn(use(), failedCall(agent, customer));
    await confirm([first], 'wrong-refund');
    await sendIn(use(), goodCall(agent, { ...customer, startedAt: '2026-11-18T11:50:00Z' }));
    const [misread = ''] = await sendIn(
      use(),
      failedCall(agent, { ...outcome(false), startedAt: '2026-11-18T10:00:00Z' }),
    );
    const review = await use().deps.store.reviews.ofCall(misread);
    await verbs().dismissReview(ann, { reviewId: review?.id ?? '', reason: 'bad_signal' });
    const from = new Date('2026-11-18T00:00:00Z');
    const rows = await use().deps.store.impact.outcomes(from, use().clock.now, 10);
    const mine = rows.filter((row) => row.agent === agent);
    expect(mine).toMatchObject([
      { failureMode: '', calls: 2, calledAgain: 0, ruleBreach: 1 },
      { failureMode: 'wrong-refund', calls: 1, calledAgain: 1, handedOver: 0 },
    ]);
    const { impact } = use().deps.store;
    const only = (failureModes: string[], of = agent) =>
      impact.outcomes(from, use().clock.now, 10, { agents: [of], failureModes });
    expect(await only(['', 'wrong-refund'])).toEqual(mine);
    expect(await only([''])).toEqual(mine.slice(0, 1));
    expect(await only(['wrong-refund'])).toEqual(mine.slice(1));
    expect(await only(['', 'wrong-refund'], newAgent())).toEqual([]);
  });
});

test('costs of ratchet.yaml give money; what is not named costs nothing', async () => {
  const app = await testApp({ yaml: `${TEST_POLICY}\nimpact: { currency: CHF, costs: { handedOver: 12 } }` });
  const agent = newAgent();
  const [callId = ''] = await sendIn(app, failedCall(agent, outcome(true)));
  const review = await app.deps.store.reviews.ofCall(callId);
  await app.app.verbs.confirmReview(ann, { reviewId: review?.id ?? '', failureModes: ['wrong-refund'] });
  expect(await app.app.verbs.getImpact(ann, {})).toMatchObject({ unit: 'CHF', modes: [{ extra: 12 }] });
  await app.close();
});

test('the words say amount, range, frequency and unit', () => {
  const mode = {
    failureMode: 'm',
    title: 'Wrong refund',
    callsAWeek: 28,
    extra: 85,
    impact: 2_380,
    low: 1_900,
    high: 2_900,
  };
  const list: ImpactList = {
    modes: [
      { ...mode, mayBeFirst: false, isPinned: false },
      { ...mode, extra: 0, callsAWeek: 0.42, title: 'Slow', mayBeFirst: true, isPinned: false },
    ],
    unit: 'points',
    days: 28,
  };
  const text = JSON.stringify(impactBlocks(list));
  expect(text).toContain('2,380 points a week (likely 1,900 to 2,900): 28 calls a week, 85 points each');
  expect(text).toContain('0.42 calls a week, which led to no more than calls without failure · may be first');
  expect(impactBlocks({ ...list, modes: [] })).toEqual([]);
  const improvedBy = {
    fixId: 'FX-3',
    liveAt: new Date('2026-11-04T10:00:00Z'),
    daysBefore: 14,
    since: { x: 1, n: 412 },
    elsewhere: 0,
  };
  const trend = { direction: 'more', observed: 84, expected: 28, low: 1.7, high: 4.2 } as const;
  const told = { ...mode, mayBeFirst: false, isPinned: false, improvedBy, trend };
  const words = JSON.stringify(impactBlocks({ ...list, modes: [told] }));
  expect(words).toContain('last 14 days: 3.0 times as many (likely between 70 % more and 4.2 times as many)');
  expect(words).toContain('improved it: 14 of the 28 days counted here are before it; since then 1 of 412 calls.');
});
