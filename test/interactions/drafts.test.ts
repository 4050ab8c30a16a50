import { afterEach, expect, test, vi } from 'vitest';
import type { Check } from '#src/domain/check.ts';
import { AppError } from '#src/errors.ts';
import type { ChecksAsk, Drafter } from '#src/ports/drafter.ts';
import type { Form, FormValues } from '#src/views/card.ts';
import { ann, bob, describeApp, guest } from '#test/app.ts';
import { stubJudge } from '#test/stub-judge.ts';
import { flagged } from '#test/verbs/failed-call.ts';

const SORRY_FIRST: Check = { kind: 'asks_before', tool: 'cancel_subscription', note: 'It asks before it cancels.' };
const PASSES: Check = { kind: 'never_says', pattern: 'goodbye', note: 'It does not say goodbye.' };
const STRANGE: Check = { kind: 'tool_called', tool: 'wipe_disk', note: 'It wipes.' };

describeApp('drafts of a model', (use) => {
  afterEach(() => {
    use().deps.drafter = undefined;
    use().deps.judge = undefined;
  });

  function drafting(checks: Drafter['checks'], article: Drafter['article'] = async () => undefined): ChecksAsk[] {
    const asked: ChecksAsk[] = [];
    use().deps.drafter = {
      version: 'm-1/1',
      patienceMs: 60_000,
      checks: (ask) => {
        asked.push(ask);
        return checks(ask);
      },
      article,
    };
    return asked;
  }
  const gives =
    (...checks: Check[]) =>
    async () => ({ checks, unreadable: 0 });
  const press = (control: 'promote' | 'draft_checks' | 'write_article' | 'draft_article', id: string, more = {}) =>
    use().app.interactions.press({ actor: ann, control, subject: `review:${id}`, via: 'channel', ...more });
  async function formOf(answer: ReturnType<typeof press>): Promise<Form> {
    const given = await answer;
    if (given.kind !== 'form') throw new Error(JSON.stringify(given));
    return given.form;
  }
  const fieldOf = (form: Form, id: string) => form.fields.find((field) => field.id === id);
  const submit = (id: string, values: FormValues) =>
    use().app.interactions.submit({ actor: ann, form: 'promote', subject: `review:${id}`, values, via: 'channel' });
  const typed = { title: 'Typed', failureModes: ['wrong-refund'], script: 'One\nTwo', checks: [], tier: 'slow' };

  test('the form opens without asking; asked, it comes back with what was typed and the drafts that the call fails', async () => {
    const { reviewId } = await flagged(use());
    const asked = drafting(gives(SORRY_FIRST, PASSES, STRANGE, { kind: 'says', pattern: '(?=a)+' }));
    const first = await formOf(press('promote', reviewId));
    expect(asked).toEqual([]);
    expect(fieldOf(first, 'draftChecks')).toMatchObject({ type: 'action', control: 'draft_checks' });
    const form = await formOf(press('draft_checks', reviewId, { values: typed }));
    expect(JSON.stringify(asked)).toContain('p1@example.test');
    expect(JSON.stringify(asked)).not.toContain('maria.keller');
    expect(asked[0]?.tools).toEqual(['cancel_subscription', 'get_subscription']);
    expect(fieldOf(form, 'title')).toMatchObject({ value: 'Typed' });
    expect(fieldOf(form, 'checks')).toMatchObject({ values: [] });
    expect(fieldOf(form, 'tier')).toMatchObject({ value: 'slow' });
    const drafts = fieldOf(form, 'drafts');
    expect(drafts).toMatchObject({ options: [{ value: '0', label: 'Draft 1: It asks before it cancels.' }] });
    expect(JSON.stringify(fieldOf(form, 'draft-0'))).toContain('before cancel_subscription is called.');
    // Nobody has accepted it yet.
    expect(drafts).not.toHaveProperty('values');
    expect(JSON.stringify(fieldOf(form, 'drafted'))).toContain(
      'The model drafted one check: look at each below. Left out: 1 this call would pass, 1 of tools that the agent does not have, 1 that cannot be used.',
    );
    expect(fieldOf(form, 'draftChecks')).toBeUndefined();
    expect(await submit(reviewId, { ...typed, drafts: ['7'] })).toMatchObject({ problems: [{ path: 'drafts' }] });
    expect(await submit(reviewId, { ...typed, drafts: ['0'] })).toMatchObject({ kind: 'done' });
    const { scenarioId = '' } = (await use().deps.store.reviews.get(reviewId)) ?? {};
    const { scenario } = await use().app.verbs.getScenario(ann, { scenarioId });
    expect(scenario.content.checks).toEqual([{ ...SORRY_FIRST, note: 'Drafted: It asks before it cancels.' }]);
    await use().runJobs();
  });

  test('a call is drafted once, whoever asks and however often', async () => {
    const { reviewId, callId } = await flagged(use());
    const asked = drafting(gives(SORRY_FIRST));
    await Promise.all([press('draft_checks', reviewId), press('draft_checks', reviewId, { actor: bob })]);
    await press('draft_checks', reviewId);
    expect(asked).toHaveLength(1);
    expect(fieldOf(await formOf(press('promote', reviewId)), 'drafts')).toBeDefined();
    const rows = await use().deps.store.audit(`call:${callId}`, 50);
    expect(rows.filter(({ event }) => event === 'checks.drafted')).toHaveLength(1);
  });

  test.each([
    ['down', () => Promise.reject(new AppError('unavailable', 'Nothing listens there.')), 'Nothing listens there.'],
    ['over its limit', () => Promise.reject(new AppError('limit', 'Try later.')), 'Try later.'],
    ['answering nonsense', async () => ({ checks: [], unreadable: 1 }), 'no check that helps here'],
  ])('an endpoint that is %s leaves a line in the form, and the form works', async (_, answer, words) => {
    const { reviewId } = await flagged(use());
    drafting(answer);
    const form = await formOf(press('draft_checks', reviewId, { values: { ...typed, checks: ['0'] } }));
    expect(JSON.stringify(fieldOf(form, 'drafted'))).toContain(words);
    expect(fieldOf(form, 'title')).toMatchObject({ value: 'Typed' });
    // It can be asked again.
    expect(fieldOf(form, 'draftChecks')).toBeDefined();
    expect(await submit(reviewId, { ...typed, checks: ['0'] })).toMatchObject({ kind: 'done' });
    await use().runJobs();
  });

  test('who waits too long is told so; the drafts come when they are there', async () => {
    const { reviewId } = await flagged(use());
    const held = Promise.withResolvers<{ checks: Check[]; unreadable: number }>();
    const asked = drafting(() => held.promise);
    if (use().deps.drafter) use().deps.drafter = { ...(use().deps.drafter as Drafter), patienceMs: 20 };
    for (const _again of [1, 2]) {
      const form = await formOf(press('draft_checks', reviewId, { values: typed }));
      expect(JSON.stringify(fieldOf(form, 'drafted'))).toContain('still drafting');
    }
    await vi.waitFor(() => expect(asked).toHaveLength(1), { timeout: 20_000 });
    held.resolve({ checks: [SORRY_FIRST], unreadable: 0 });
    await vi.waitFor(async () => expect(fieldOf(await formOf(press('promote', reviewId)), 'drafts')).toBeDefined(), {
      timeout: 20_000,
    });
  });

  test('a rubric is kept only where the judge finds that the call broke it', async () => {
    const rubric = (words: string): Check => ({ kind: 'judge', rubric: words, votes: 1 });
    use().deps.judge = stubJudge({
      vote: async (ask) => ({ verdict: ask.rubric.startsWith('broken') ? 'broken' : 'holds', why: 'so' }),
    });
    drafting(gives(rubric('broken: it asks'), rubric('holds: it greets')));
    const { reviewId } = await flagged(use());
    expect(await use().app.verbs.draftChecks(ann, { of: reviewId })).toMatchObject({
      checks: [{ rubric: 'broken: it asks' }],
      refused: { passes: 1 },
    });
    use().deps.judge = undefined;
    const second = await flagged(use());
    expect(await use().app.verbs.draftChecks(ann, { of: second.reviewId })).toMatchObject({
      checks: [],
      refused: { passes: 2 },
    });
  });

  test('a call that tells the model what to draft gets no say in what the scenario checks', async () => {
    const { reviewId } = await flagged(use());
    // As if the model had followed it: checks that pass for everybody, and one of ours taken away.
    drafting(gives({ kind: 'never_says', pattern: 'x{5}' }, { kind: 'ends_within_turns', max: 900 }));
    const form = await formOf(press('draft_checks', reviewId, { values: { title: 'T' } }));
    expect(fieldOf(form, 'drafts')).toBeUndefined();
    expect(fieldOf(form, 'checks')).toMatchObject({ options: [{ value: '0' }], values: ['0'] });
  });

  test('without a model there is no button, and the verb says what to set', async () => {
    const { reviewId } = await flagged(use());
    expect(fieldOf(await formOf(press('promote', reviewId)), 'draftChecks')).toBeUndefined();
    const { draftChecks, draftKnowledge } = use().app.verbs;
    for (const refused of [draftChecks(ann, { of: reviewId }), draftKnowledge(ann, { reviewId })])
      await expect(refused).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringContaining('OPENAI_MODEL'),
      });
    drafting(gives(SORRY_FIRST));
    expect(await press('draft_checks', reviewId, { actor: guest })).toMatchObject({ kind: 'private' });
    await expect(draftChecks(ann, { of: 'R-999999' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('an article is drafted into its form, marked, editable, and written only when it is saved', async () => {
    const { reviewId, callId } = await flagged(use());
    const answers = [undefined, { title: 'Discounts', body: '## What holds\nTen percent.' }];
    drafting(gives(), async () => answers.shift());
    expect(fieldOf(await formOf(press('write_article', reviewId)), 'draftArticle')).toBeDefined();
    const values = { title: 'Mine', body: 'My words', fixId: '' };
    const failed = await formOf(press('draft_article', reviewId, { values }));
    expect(JSON.stringify(fieldOf(failed, 'drafted'))).toContain('could not be read');
    expect(fieldOf(failed, 'body')).toMatchObject({ value: 'My words' });
    const form = await formOf(press('draft_article', reviewId, { values }));
    expect(JSON.stringify(fieldOf(form, 'drafted'))).toContain('Drafted by m-1/1');
    expect(fieldOf(form, 'title')).toMatchObject({ value: 'Discounts' });
    expect(fieldOf(form, 'body')).toMatchObject({ value: '## What holds\nTen percent.' });
    expect(await use().deps.store.articles.ofCall(callId)).toBeUndefined();
    await use().app.verbs.writeArticle(ann, { reviewId, title: 'Edited', body: 'by a person' });
    const again = await formOf(press('write_article', reviewId));
    expect(fieldOf(again, 'title')).toMatchObject({ value: 'Edited' });
    expect(fieldOf(again, 'drafted')).toBeUndefined();
    await use().runJobs();
  });
});
