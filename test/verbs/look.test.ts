import { expect, test } from 'vitest';
import { localDay } from '#src/domain/week.ts';
import { ann, bob, describeApp, eve, key, root, stranger, system, TEST_START, type TestApp } from '#test/app.ts';
import { cardText } from '#test/recorded-surface.ts';
import { failedCall, goodCall, newAgent, sendIn } from './failed-call.ts';

const MODE = 'wrong-refund';
const DAY_MS = 86_400_000;
let weeksOn = 0;

/** Good calls of a day of its own, which has no other calls, and the looks drawn of them. */
async function drawn(use: TestApp, n: number, agent = newAgent(), more: Parameters<typeof goodCall>[1] = {}) {
  weeksOn += 1;
  const startedAt = new Date(TEST_START.getTime() + weeksOn * 7 * DAY_MS);
  use.clock.now = new Date(startedAt.getTime() + 3_600_000);
  const calls = Array.from({ length: n }, () => goodCall(agent, { startedAt: startedAt.toISOString(), ...more }));
  const ids = n === 0 ? [] : await sendIn(use, ...calls);
  use.clock.now = new Date(startedAt.getTime() + DAY_MS);
  const day = localDay(startedAt, use.deps.policy.timeZone);
  await use.app.verbs.drawLooks(system, { day });
  await use.runJobs();
  const looks = await use.deps.store.looks.list({ day, limit: 100 });
  return { agent, day, ids, looks, first: looks[0]?.id ?? '' };
}

describeApp('quick looks', (use) => {
  const verbs = () => use().app.verbs;
  const cards = (day: string) => use().deps.store.deliveries.ofSubject(`looks:${day}`);
  const shown = async (day: string) => {
    const ids = new Set((await cards(day)).map(({ id }) => id));
    return use().surface.messages.filter(({ deliveryId }) => ids.has(deliveryId));
  };

  test('a day is drawn once, a few of its unflagged calls, and offered on one card where they are seen', async () => {
    const { agent, day, looks, ids } = await drawn(use(), 12);
    expect(looks).toHaveLength(7);
    expect(new Set(looks.map(({ callId }) => callId)).size).toBe(7);
    expect(looks[0]).toMatchObject({ agent, day, population: 12, drawn: 7, place: 1, state: 'open' });
    for (const { callId } of looks) expect(ids).toContain(callId);
    expect(await verbs().drawLooks(system, { day })).toEqual({ drawn: 0 });
    const posted = await shown(day);
    expect(posted.map(({ channel }) => channel)).toEqual(['reviews']);
    expect(cardText(posted[0]?.card as never)).toContain('7 of 7 looks left');
    expect(posted[0]?.card.controls.map(({ id }) => id)).toEqual(['look_fine', 'look_wrong', 'look_skip']);
  });

  test('neither a flagged call nor one of an old import is drawn from', async () => {
    const agent = newAgent();
    const { day, looks } = await drawn(use(), 0);
    const startedAt = `${day}T12:00:00Z`;
    use().clock.now = new Date(Date.parse(startedAt) + 3_600_000);
    await sendIn(use(), failedCall(agent, { startedAt }));
    use().clock.now = new Date(Date.parse(startedAt) + 5 * DAY_MS);
    await sendIn(use(), goodCall(agent, { startedAt }));
    expect(looks).toEqual([]);
    expect(await verbs().drawLooks(system, { day })).toEqual({ drawn: 0 });
    expect(await cards(day)).toEqual([]);
  });

  test('fine moves the card on; the same again changes nothing, another answer is told who was first', async () => {
    const { day, looks, first } = await drawn(use(), 2);
    expect(looks).toHaveLength(2);
    const both = await Promise.all([ann, bob].map((who) => verbs().answerLook(who, { lookId: first, answer: 'fine' })));
    expect(both.map(({ changed }) => changed).sort()).toEqual([false, true]);
    await use().runJobs();
    expect(cardText((await shown(day))[0]?.card as never)).toContain('1 of 2 looks left');
    const who = (await verbs().getLook(ann, { lookId: first })).look.answeredByName;
    const other = who === 'ann' ? bob : ann;
    const late = verbs().answerLook(other, { lookId: first, answer: 'wrong', failureModes: [MODE] });
    await expect(late).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(`${who} looked`) });
    await verbs().answerLook(bob, { lookId: looks[1]?.id ?? '', answer: 'skipped' });
    await use().runJobs();
    expect(cardText((await shown(day))[0]?.card as never)).toContain('1 fine, 0 not, 1 skipped');
  });

  test('what a look finds is in review, confirmed, and counts among no flagged calls', async () => {
    const { agent, first, looks } = await drawn(use(), 3);
    const [won, lost] = await Promise.all(
      [ann, bob].map((who) => verbs().answerLook(who, { lookId: first, answer: 'wrong', failureModes: [MODE] })),
    );
    expect(won?.review?.id).toBe(lost?.review?.id);
    expect(won?.review).toMatchObject({
      agent,
      state: 'confirmed',
      failureModes: [MODE],
      verdictVia: 'look',
      foundBy: 'look',
    });
    await use().runJobs();
    const review = await use().deps.store.reviews.ofCall(looks[0]?.callId ?? '');
    expect(review?.id).toBe(won?.review?.id);
    expect(await use().deps.store.deliveries.ofSubject(`review:${review?.id}`)).toHaveLength(1);
    const { day } = looks[0] as never as { day: string };
    const from = new Date(`${day}T00:00:00Z`);
    const to = new Date(from.getTime() + DAY_MS);
    const { reports } = use().deps.store;
    const { flagged } = await reports.fixData(from, to, 'UTC');
    expect(flagged.filter((row) => row.agent === agent)).toEqual([]);
    expect((await reports.daily(from, to, 'UTC')).filter((row) => row.agent === agent)).toMatchObject([
      { calls: 3, flagged: 0, reviewed: 0, confirmed: 0 },
    ]);
    const sla = { claimMs: DAY_MS, verdictMs: DAY_MS };
    expect(await reports.health(from, to, sla, [agent])).toMatchObject({ flagged: 0, triaged: 0 });
  });

  test('a call that a late signal flags is no look any more, and is judged as a flagged one', async () => {
    const { day, looks, first, agent } = await drawn(use(), 1);
    await verbs().addSignals(key('ingest'), { callId: looks[0]?.callId ?? '', outcome: { complaint: true } } as never);
    await use().runJobs();
    const row = await use().deps.store.calls.row(looks[0]?.callId ?? '');
    expect(row?.flagged).toBe(true);
    const late = verbs().answerLook(ann, { lookId: first, answer: 'fine' });
    await expect(late).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('has flagged') });
    expect((await verbs().listLooks(ann, { limit: 100 })).looks.filter(({ look }) => look.agent === agent)).toEqual([]);
    expect(cardText((await shown(day))[0]?.card as never)).toContain('Nothing is left to look at');
    expect(await use().deps.store.looks.results(day, day)).toEqual({ looked: [], offered: 0, skipped: 0 });
  });

  test('a forgotten customer leaves no look and no words on its card', async () => {
    const customer = { ref: 'forget-look', name: 'Maria' };
    const { day, first } = await drawn(use(), 1, newAgent(), { customer } as never);
    expect(cardText((await shown(day))[0]?.card as never)).toContain('daily paper');
    await verbs().forgetCustomer(root, { customer: 'forget-look' });
    await use().runJobs();
    expect(cardText((await shown(day))[0]?.card as never)).not.toContain('daily paper');
    await expect(verbs().getLook(ann, { lookId: first })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('the estimate follows what becomes of the review', async () => {
    const { day, looks, first } = await drawn(use(), 3);
    const { review } = await verbs().answerLook(ann, { lookId: first, answer: 'wrong', failureModes: [MODE] });
    await verbs().answerLook(ann, { lookId: looks[1]?.id ?? '', answer: 'fine' });
    const results = async () => (await use().deps.store.looks.results(day, day)).looked.map(({ failed }) => failed);
    expect((await results()).sort()).toEqual([false, true]);
    const reviewId = review?.id ?? '';
    await verbs().reopenReview(ann, { reviewId });
    expect(await results()).toEqual([false]);
    await verbs().dismissReview(eve, { reviewId, reason: 'agent_was_right' });
    expect(await results()).toEqual([false, false]);
  });

  test('another team sees no look of this one; an unknown failure mode and none at all are refused', async () => {
    const { first } = await drawn(use(), 1);
    const at = { code: 'not_found' };
    await expect(verbs().getLook(stranger, { lookId: first })).rejects.toMatchObject(at);
    await expect(verbs().answerLook(stranger, { lookId: first, answer: 'fine' })).rejects.toMatchObject(at);
    expect((await verbs().listLooks(stranger, {})).looks).toEqual([]);
    const none = verbs().answerLook(ann, { lookId: first, answer: 'wrong' });
    await expect(none).rejects.toMatchObject({ code: 'invalid' });
    const typo = verbs().answerLook(ann, { lookId: first, answer: 'wrong', failureModes: ['typo'] });
    await expect(typo).rejects.toMatchObject({ code: 'invalid' });
    expect((await verbs().getLook(ann, { lookId: first })).look.state).toBe('open');
  });
});
