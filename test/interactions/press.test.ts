import { expect, test } from 'vitest';
import type { Person } from '#src/domain/actor.ts';
import type { ControlId } from '#src/views/card.ts';
import { ann, bob, describeApp, guest, person } from '#test/app.ts';
import { flagged } from '#test/verbs/failed-call.ts';

describeApp('pressed controls', (use) => {
  const press = (actor: Person, control: ControlId, subject: string) =>
    use().app.interactions.press({ actor, control, subject, via: 'channel' });

  test('a double click does it once', async () => {
    const { reviewId } = await flagged(use());
    const both = await Promise.all([1, 2].map(() => press(ann, 'claim', `review:${reviewId}`)));
    expect(both.map((answer) => answer.kind)).toEqual(['done', 'done']);
    const { history } = await use().app.verbs.getReview(ann, { reviewId });
    expect(history.filter(({ event }) => event === 'review.claimed')).toHaveLength(1);
    expect(JSON.stringify(await press(bob, 'claim', `review:${reviewId}`))).toContain('ann has already claimed');
    expect(await press(ann, 'unclaim', `review:${reviewId}`)).toMatchObject({ kind: 'done' });
    expect(await press(ann, 'reopen', `review:${reviewId}`)).toMatchObject({ kind: 'done' });
  });

  test.each<[ControlId, string]>([
    ['tag', 'failureModes'],
    ['confirm', 'failureModes'],
    ['dismiss', 'reason'],
    ['duplicate', 'other'],
    ['snooze', 'hours'],
    ['promote', 'script'],
    ['register_fix', 'failureModes'],
  ])('%s opens its form', async (control, field) => {
    const { reviewId } = await flagged(use());
    const answer = await press(ann, control, `review:${reviewId}`);
    expect(answer.kind).toBe('form');
    const { form } = answer as Extract<typeof answer, { kind: 'form' }>;
    expect(form.fields.map(({ id }) => id)).toContain(field);
    expect(JSON.stringify(form)).not.toContain('maria.keller');
  });

  test('the tag form suggests what the signals say, and remembers what was seen', async () => {
    const { reviewId, review } = await flagged(use());
    const answer = await press(ann, 'tag', `review:${reviewId}`);
    const { form } = answer as Extract<typeof answer, { kind: 'form' }>;
    expect(form.subject).toBe(`review:${reviewId}@${review.version}`);
    expect(form.fields.find(({ id }) => id === 'failureModes')).toMatchObject({ values: ['cancel-without-consent'] });
  });

  test('replay takes a call as it is, and a scenario; promoting again shows the one there is', async () => {
    const { reviewId, callId } = await flagged(use());
    expect(await press(ann, 'replay', `review:${reviewId}`)).toMatchObject({ kind: 'done' });
    expect(use().test.jobs).toMatchObject([{ name: 'replay-call', data: { callId } }]);
    const { scenarioId } = await use().app.verbs.promoteCall(ann, { of: reviewId });
    await use().runJobs();
    expect(await press(ann, 'replay', `scenario:${scenarioId}`)).toMatchObject({ kind: 'done' });
    expect(use().test.jobs).toMatchObject([{ name: 'replay-scenario', data: { scenarioId } }]);
    await use().runJobs();
    expect(await press(bob, 'promote', `call:${callId}`)).toMatchObject({
      kind: 'private',
      card: { controls: [{ id: 'show_scenario', subject: `scenario:${scenarioId}` }] },
    });
    expect(await press(bob, 'show_scenario', `scenario:${scenarioId}`)).toMatchObject({ kind: 'link' });
  });

  test('the full call is a page in the browser, and a link for one person in a chat', async () => {
    const { reviewId, callId } = await flagged(use());
    const web = await press(ann, 'full_call', `review:${reviewId}`);
    expect(web).toMatchObject({ kind: 'link', href: `http://ratchet.test/calls/${callId}` });
    const slack = await press(person('sam', 'reviewer', { surface: 'slack' }), 'full_call', `review:${reviewId}`);
    expect(slack).toMatchObject({ kind: 'link', href: expect.stringMatching(/^http:\/\/ratchet\.test\/open\/./) });
    expect(JSON.stringify(slack)).not.toContain(callId);
  });

  test.each([
    ['a control that does not exist', 'explode', 'review:R-1'],
    ['a control called like a method of objects', 'constructor', 'review:R-1'],
    ['a subject that was cut', 'claim', 'review:'],
    ['a subject of another kind of text', 'claim', '<script>'],
    ['a review that is gone', 'claim', 'review:R-99999'],
  ])('%s is answered privately with what to do', async (_, control, subject) => {
    const answer = await press(ann, control as ControlId, subject);
    expect(answer.kind).toBe('private');
    expect(JSON.stringify(answer)).not.toMatch(/something broke/i);
  });

  test('who may not is told whom to ask', async () => {
    const { reviewId } = await flagged(use());
    for (const control of ['claim', 'tag', 'promote', 'register_fix'] as const) {
      const answer = await press(guest, control, `review:${reviewId}`);
      expect(answer.kind).toBe('private');
      expect(JSON.stringify(answer)).toContain('Ask an admin');
    }
  });
});
