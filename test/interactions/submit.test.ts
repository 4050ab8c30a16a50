import { expect, test } from 'vitest';
import type { Person } from '#src/domain/actor.ts';
import type { FormId, FormValues } from '#src/views/card.ts';
import { ann, bob, describeApp, guest } from '#test/app.ts';
import { flagged, newAgent } from '#test/verbs/failed-call.ts';

describeApp('submitted forms', (use) => {
  const submit = (actor: Person, form: FormId, subject: string, values: FormValues) =>
    use().app.interactions.submit({ actor, form, subject, values, via: 'queue' });
  const stored = (id: string) => use().deps.store.reviews.get(id);
  const promotion = {
    title: 'It cancels unasked',
    failureModes: ['cancel-without-consent'],
    script: 'I pay too much.\nWhat? I only wanted a discount!',
    checks: ['0'],
    tier: 'fast',
  };

  test('tagging confirms, for who saw the state it was in', async () => {
    const { reviewId, review } = await flagged(use());
    const subject = `review:${reviewId}@${review.version}`;
    const tag = (actor: Person, mode: string) =>
      submit(actor, 'tag', subject, { failureModes: [mode], note: ' seen ' });
    expect(await tag(ann, 'wrong-refund')).toMatchObject({ kind: 'done' });
    expect(await stored(reviewId)).toMatchObject({ state: 'confirmed', note: 'seen', verdictVia: 'queue' });
    expect(await tag(ann, 'wrong-refund')).toMatchObject({ kind: 'done' });
    const late = await tag(bob, 'cancel-without-consent');
    expect(late).toMatchObject({ kind: 'problems', problems: [{ path: '' }] });
    expect(await stored(reviewId)).toMatchObject({ failureModes: ['wrong-refund'] });
  });

  test('dismiss, snooze and duplicate do what they say', async () => {
    const [one, two, three] = [await flagged(use()), await flagged(use()), await flagged(use())];
    await submit(ann, 'dismiss', `review:${one.reviewId}`, { reason: 'test_call', note: '' });
    await submit(ann, 'snooze', `review:${two.reviewId}`, { hours: '24' });
    await submit(ann, 'duplicate', `review:${three.reviewId}`, { of: '', other: two.reviewId.toLowerCase() });
    expect(await stored(one.reviewId)).toMatchObject({ state: 'dismissed', dismissReason: 'test_call' });
    expect(await stored(two.reviewId)).toMatchObject({ state: 'snoozed' });
    expect(await stored(three.reviewId)).toMatchObject({ state: 'duplicate', duplicateOf: two.reviewId });
  });

  test('promoting makes the scenario of the form; the second person hears of it', async () => {
    const { reviewId } = await flagged(use());
    const subject = `review:${reviewId}`;
    const done = await submit(ann, 'promote', subject, promotion);
    expect(done).toMatchObject({ kind: 'done', note: expect.stringMatching(/^SC-\d+ is in the suite/) });
    expect(await submit(bob, 'promote', subject, promotion)).toMatchObject({
      note: expect.stringContaining('already'),
    });
    const scenarioId = (await stored(reviewId))?.scenarioId ?? '';
    const { scenario } = await use().app.verbs.getScenario(ann, { scenarioId });
    expect(scenario).toMatchObject({ title: promotion.title, content: { script: [{ text: 'I pay too much.' }, {}] } });
    await use().runJobs();
  });

  test('a near-duplicate is merged, or kept apart with the answer stored', async () => {
    const agent = newAgent();
    const one = await flagged(use(), {}, agent);
    await submit(ann, 'promote', `review:${one.reviewId}`, promotion);
    const scenarioId = (await stored(one.reviewId))?.scenarioId ?? '';
    const two = await flagged(use(), { intent: 'pause' }, agent);
    await submit(ann, 'promote', `review:${two.reviewId}`, { near: scenarioId });
    expect(await stored(two.reviewId)).toMatchObject({ state: 'confirmed', scenarioId });
    const three = await flagged(use(), { intent: 'resume' }, agent);
    await submit(ann, 'promote', `review:${three.reviewId}`, { ...promotion, near: 'separate' });
    const answers = (await use().deps.store.scenarios.answers(1_000)).filter(
      (answer) => answer.scenarioId === scenarioId,
    );
    expect(answers.map(({ callId, answer }) => [callId, answer])).toEqual([
      [two.callId, 'same'],
      [three.callId, 'separate'],
    ]);
    await use().runJobs();
  });

  test('a fix is registered for the report', async () => {
    const agent = newAgent();
    const values = {
      title: 'Ask first',
      agent,
      version: 'v15',
      liveAt: '2026-11-18T10:00:00Z',
      kind: 'prompt',
      failureModes: ['wrong-refund'],
    };
    expect(await submit(ann, 'fix', 'fix:new', values)).toMatchObject({ kind: 'done' });
    const { fixes } = await use().app.verbs.listFixes(ann, {});
    expect(fixes.find((fix) => fix.agent === agent)).toMatchObject({ version: 'v15', ownerId: ann.id });
  });

  const broken: [string, FormId, FormValues, string[]][] = [
    ['no failure mode', 'tag', {}, ['failureModes']],
    ['an unknown failure mode', 'tag', { failureModes: 'typo' }, ['failureModes']],
    ['no reason', 'dismiss', {}, ['reason']],
    ['a time that is none', 'snooze', { hours: 'soon' }, ['hours']],
    ['no other review', 'duplicate', {}, ['of']],
    ['an empty promotion', 'promote', {}, ['title', 'failureModes', 'script']],
    ['a check that is not JSON', 'promote', { ...promotion, moreChecks: '{' }, ['moreChecks']],
    ['a check of no kind', 'promote', { ...promotion, moreChecks: '{"kind":"hopes"}' }, ['moreChecks']],
    [
      'a pattern that cannot be used',
      'promote',
      { ...promotion, moreChecks: '{"kind":"says","pattern":"(a"}' },
      ['moreChecks'],
    ],
    [
      'checks that the failing call passes',
      'promote',
      { ...promotion, checks: [], moreChecks: '{"kind":"does_not_transfer"}' },
      ['checks'],
    ],
    ['a check that was not offered', 'promote', { ...promotion, checks: ['7'] }, ['checks']],
    ['an empty fix', 'fix', {}, ['title', 'agent', 'version', 'liveAt', 'kind', 'failureModes']],
  ];
  test.each(broken)('%s keeps the form open, with the problem beside its field', async (_, form, values, fields) => {
    const { reviewId } = await flagged(use());
    const answer = await submit(ann, form, `review:${reviewId}`, values);
    expect(answer.kind).toBe('problems');
    const { problems } = answer as Extract<typeof answer, { kind: 'problems' }>;
    expect(new Set(problems.map(({ path }) => path))).toEqual(new Set(fields));
    expect(await stored(reviewId)).toMatchObject({ state: 'open' });
  });

  test('a form that does not exist, and one of somebody without a role, saves nothing and says so', async () => {
    const { reviewId } = await flagged(use());
    const subject = `review:${reviewId}`;
    const unknown = await submit(ann, 'toString' as FormId, subject, {});
    expect(unknown).toMatchObject({
      kind: 'problems',
      problems: [{ path: '', message: expect.stringContaining('no form') }],
    });
    const refused = await submit(guest, 'promote', subject, promotion);
    expect(refused).toMatchObject({
      kind: 'problems',
      problems: [{ path: '', message: expect.stringContaining('Ask an admin') }],
    });
    expect(await stored(reviewId)).toMatchObject({ state: 'open' });
  });
});
