import { expect, test } from 'vitest';
import type { Person } from '#src/domain/actor.ts';
import type { Card, ControlId, Form } from '#src/views/card.ts';
import { cardText } from '#src/views/card-text.ts';
import { ann, bob, describeApp, eve, guest, person, root, stranger, system } from '#test/app.ts';
import { flagged, goodCall, sendIn } from '#test/verbs/failed-call.ts';

const rowsOf = (card: Card) => card.blocks.flatMap((block) => (block.type === 'rows' ? block.rows : []));
const formOf = (answer: { kind: string; form?: Form }) => answer.form as Form;

describeApp('home, settings and failure modes', (use) => {
  const { press, submit, home, react, options } = {
    press: (actor: Person, control: ControlId, subject: string, value?: string) =>
      use().app.interactions.press({
        actor,
        control,
        subject,
        via: 'queue',
        ...(value === undefined ? {} : { value }),
      }),
    submit: (actor: Person, form: Form, values: Record<string, string | string[]>) =>
      use().app.interactions.submit({ actor, form: form.id, subject: form.subject, values, via: 'queue' }),
    home: (actor: Person, offset = 0) => use().app.interactions.home({ actor, offset }),
    react: (actor: Person, reviewId: string) =>
      use().app.interactions.react({ actor, subject: `review:${reviewId}`, emoji: '❌', added: true }),
    options: (actor: Person, query: string) => use().app.interactions.options({ actor, field: 'failureModes', query }),
  };
  const stored = (id: string) => use().deps.store.reviews.get(id);

  test('home shows mine with a dot and a button, what waits page by page, and the week', async () => {
    const lea = person('lea', 'reviewer', { agents: ['lea-*'] });
    const made = [];
    for (let i = 0; i < 12; i += 1) made.push(await flagged(use(), {}, `lea-${i}`));
    await press(lea, 'claim', `review:${made[0]?.reviewId}`);
    const first = await home(lea);
    expect(first.title).toBe('1 review of yours, 11 waiting for somebody');
    expect(rowsOf(first)).toHaveLength(11);
    expect(rowsOf(first)[0]).toMatchObject({ control: { id: 'tag', subject: `review:${made[0]?.reviewId}` } });
    expect(cardText(first)).toMatch(new RegExp(`🟢 ${made[0]?.reviewId}.*claimed just now`));
    expect(cardText(first)).toContain('Flagged this week: 12');
    expect(first.controls.map(({ id, subject }) => `${id} ${subject}`)).toEqual([
      'home_page home:10',
      'settings home:0',
    ]);
    const answer = await press(lea, 'home_page', 'home:10');
    const second = answer.kind === 'private' ? answer.card : undefined;
    expect(second && rowsOf(second)).toHaveLength(2);
    expect(second?.controls.map(({ subject }) => subject)).toEqual(['home:0', 'home:0']);
  });

  test('home counts the looks that wait, and shows one of them at a press', async () => {
    const lou = person('lou', 'reviewer', { agents: ['lou-*'] });
    expect(cardText(await home(lou))).not.toContain('quick look');
    const { clock } = use();
    const startedAt = new Date(clock.now.getTime() - 23 * 3_600_000).toISOString();
    await sendIn(use(), goodCall('lou-1', { startedAt }), goodCall('lou-1', { startedAt }));
    await use().app.verbs.drawLooks(system, { day: startedAt.slice(0, 10) });
    const card = await home(lou);
    expect(cardText(card)).toContain('2 quick looks wait: calls that nothing flagged. Were they fine?');
    expect(rowsOf(card)[0]?.control).toMatchObject({ id: 'next_look', subject: 'looks:next' });
    const shown = await press(lou, 'next_look', 'looks:next');
    expect(shown.kind === 'private' && cardText(shown.card)).toMatch(
      /What does the daily paper cost\?.*1 more after this one/s,
    );
    const subject = shown.kind === 'private' ? (shown.card.controls[0]?.subject ?? '') : '';
    expect(subject).toMatch(/^mylook:/);
    const opened = formOf(await press(lou, 'look_wrong', subject));
    expect(opened).toMatchObject({ id: 'look', subject });
    expect(await submit(lou, opened, { failureModes: [] })).toMatchObject({ kind: 'problems' });
    const found = await submit(lou, opened, { failureModes: ['wrong-refund'], note: 'Told the wrong price.' });
    expect(found).toMatchObject({ kind: 'done', note: expect.stringContaining('found by a look') });
    expect(cardText(await home(lou))).toContain('1 quick look waits');
    const refused = await press(guest, 'next_look', 'looks:next');
    expect(refused.kind === 'private' && cardText(refused.card)).toContain('for reviewers');
  });

  test('home shows nothing of another team, and tells who has no role whom to ask', async () => {
    const { reviewId } = await flagged(use());
    expect(cardText(await home(stranger))).not.toContain(reviewId);
    expect(cardText(await home(guest))).toMatch(/for reviewers.*admin/s);
    expect(await press(guest, 'settings', 'home:0')).toMatchObject({ kind: 'private' });
  });

  test('❌ answers with a choice that confirms at once; the suggested mode is first', async () => {
    const { reviewId } = await flagged(use());
    const answer = await react(ann, reviewId);
    const pick = answer.kind === 'private' ? answer.card.blocks.find((block) => block.type === 'pick') : undefined;
    if (pick?.type !== 'pick') throw new Error('There is no choice.');
    expect(pick.options[0]?.value).toBe('cancel-without-consent');
    expect(answer).toMatchObject({ card: { controls: [{ id: 'tag', label: 'More…' }] } });
    expect(await press(guest, pick.control, pick.subject, 'wrong-refund')).toMatchObject({ kind: 'private' });
    expect(await stored(reviewId)).toMatchObject({ state: 'open' });
    expect(await press(ann, pick.control, pick.subject, 'wrong-refund')).toMatchObject({ kind: 'done' });
    expect(await stored(reviewId)).toMatchObject({
      state: 'confirmed',
      failureModes: ['wrong-refund'],
      verdictVia: 'queue',
    });
    const late = await press(bob, pick.control, pick.subject, 'cancel-without-consent');
    expect(JSON.stringify(late)).toContain('already confirmed as wrong-refund');
    expect(await press(ann, pick.control, pick.subject, 'no-such-mode')).toMatchObject({ kind: 'private' });
    expect(await press(ann, pick.control, pick.subject)).toMatchObject({ kind: 'private' });
  });

  test('an approver adds a failure mode from the tag form and goes on with it ticked', async () => {
    const { reviewId } = await flagged(use());
    const tag = formOf(await press(eve, 'tag', `review:${reviewId}`));
    const action = tag.fields.find((field) => field.type === 'action');
    if (action?.type !== 'action') throw new Error('There is no way to add one.');
    const form = formOf(await press(eve, action.control, action.subject));
    expect(await submit(eve, form, { title: ' ', owner: '', description: '' })).toMatchObject({
      kind: 'problems',
      problems: [{ path: 'title' }, { path: 'owner' }],
    });
    const values = { title: 'Ignoré the café – twice!', owner: 'eve', description: 'Not a word of the coffee.' };
    const again = formOf(await submit(eve, form, values));
    expect(again.subject).toBe(`review:${reviewId}@1`);
    expect(again.fields.find((field) => field.type === 'multi')).toMatchObject({
      values: ['ignore-the-cafe-twice'],
    });
    expect(await submit(eve, form, values)).toMatchObject({ kind: 'problems', problems: [{ path: 'title' }] });
    expect(await submit(eve, again, { failureModes: ['ignore-the-cafe-twice'], note: '' })).toMatchObject({
      kind: 'done',
    });
    expect((await options(ann, 'COFFEE word')).map(({ value }) => value)).toEqual(['ignore-the-cafe-twice']);
    expect((await options(ann, '')).length).toBeGreaterThan(1);
    expect(await options(guest, '')).toEqual([]);
  });

  test('a reviewer is not offered to add one, and may not', async () => {
    const { reviewId } = await flagged(use());
    const tag = formOf(await press(ann, 'tag', `review:${reviewId}`));
    expect(tag.fields.some((field) => field.type === 'action')).toBe(false);
    expect(JSON.stringify(await press(ann, 'new_failure_mode', `review:${reviewId}`))).toContain('approvers');
    const form = { ...tag, id: 'failure_mode' as const };
    expect(await submit(ann, form, { title: 'Mine', owner: 'ann' })).toMatchObject({
      kind: 'problems',
      problems: [{ path: '' }],
    });
  });

  test('settings are kept; half of the quiet hours stays a problem beside its field', async () => {
    const form = formOf(await press(ann, 'settings', 'home:0'));
    expect(form.fields.map(({ id }) => id)).toEqual(['reminders', 'quietFrom', 'quietTo']);
    expect(await submit(ann, form, { reminders: 'no', quietFrom: '22:00', quietTo: '' })).toMatchObject({
      kind: 'problems',
      problems: [{ path: 'quietTo' }],
    });
    await submit(ann, form, { reminders: 'no', quietFrom: '22:00', quietTo: '07:00' });
    const again = formOf(await press(ann, 'settings', 'home:0'));
    expect(again.fields).toMatchObject([{ value: 'no' }, { value: '22:00' }, { value: '07:00' }]);
    await submit(ann, again, { reminders: 'yes', quietFrom: 'none', quietTo: 'none' });
    const without = formOf(await press(ann, 'settings', 'home:0'));
    expect(without.fields).toMatchObject([{ value: 'yes' }, { value: 'none' }, { value: 'none' }]);
    const admins = formOf(await press(root, 'settings', 'home:0'));
    expect(admins.fields.at(-1)).toMatchObject({ id: 'digest', value: 'every' });
  });
});
