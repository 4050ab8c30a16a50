import { expect, test } from 'vitest';
import type { CallInput } from '#src/domain/call.ts';
import { ann, bob, describeApp, stranger } from '#test/app.ts';
import { failedCall, flagged, goodCall, newAgent, sendIn } from './failed-call.ts';

describeApp('promoting', (use) => {
  const verbs = () => use().app.verbs;

  test('a failed call becomes a scenario on pseudonyms, its review confirmed and linked', async () => {
    const { callId, reviewId, agent } = await flagged(use());
    const { scenarioId, created } = await verbs().promoteCall(ann, { of: reviewId });
    expect(created).toBe(true);
    const { scenario } = await verbs().getScenario(ann, { scenarioId });
    expect(scenario).toMatchObject({
      title: 'Cancelled without confirming',
      failureModes: ['cancel-without-consent'],
      tier: 'fast',
      reproduction: 'unproved',
      provenance: { callId, reviewId, agentVersion: 'v14', promotedBy: ann.id },
      content: { agent, script: [{ text: expect.stringContaining('p1@example.test') }, { text: expect.any(String) }] },
    });
    expect(JSON.stringify(scenario)).not.toContain('maria.keller');
    expect(await use().deps.store.reviews.get(reviewId)).toMatchObject({ state: 'confirmed', scenarioId });
    const jobs = use().test.jobs.filter(({ name }) => name === 'replay-scenario');
    expect(jobs).toMatchObject([{ data: { scenarioId, kind: 'proof' } }]);
    await use().runJobs();
  });

  test.each([
    ['how it ended', { end: { reason: 'transferred' } }],
    ['its transfers', { transfers: [{ kind: 'blind' }] }],
  ] as const)('what is proposed of a hand-over that only %s tells of is taken', async (_, record) => {
    const { turns } = goodCall('any');
    const { reviewId } = await flagged(use(), { turns: turns ?? [], ...record } as Partial<CallInput>);
    const { content } = await verbs().previewPromotion(ann, { of: reviewId });
    expect(content.checks.map(({ kind }) => kind)).toEqual(['does_not_transfer']);
    const done = await verbs().promoteCall(ann, {
      of: reviewId,
      checks: content.checks,
      failureModes: ['wrong-refund'],
    });
    expect(done.created).toBe(true);
    await use().runJobs();
  });

  test('two who promote at once get one scenario', async () => {
    const { reviewId } = await flagged(use());
    const both = await Promise.all([
      verbs().promoteCall(ann, { of: reviewId, title: 'First' }),
      verbs().promoteCall(bob, { of: reviewId, title: 'Second' }),
    ]);
    const [scenarioId] = both.map((done) => done.scenarioId);
    expect(both.map((done) => done.scenarioId)).toEqual([scenarioId, scenarioId]);
    expect(both.map(({ created }) => created).sort()).toEqual([false, true]);
    expect(new Set(both.map(({ title }) => title)).size).toBe(1);
    expect(await verbs().promoteCall(bob, { of: reviewId })).toEqual({ ...both[0], created: false });
    await use().runJobs();
  });

  test('of promoting and counting elsewhere at once, one happens', async () => {
    const first = await flagged(use());
    const { scenarioId } = await verbs().promoteCall(ann, { of: first.reviewId });
    const second = await flagged(use());
    const done = await Promise.allSettled([
      verbs().addOccurrence(ann, { of: second.reviewId, scenarioId }),
      verbs().promoteCall(bob, { of: second.reviewId }),
    ]);
    const linked = (await use().deps.store.reviews.get(second.reviewId))?.scenarioId;
    const own = await use().deps.store.scenarios.ofCall(second.callId);
    expect(done.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(linked).toBe(own?.id ?? scenarioId);
    await use().runJobs();
  });

  test('a call in which the customer said nothing cannot be promoted', async () => {
    const agent = newAgent();
    const { reviewId } = await flagged(use(), {
      turns: failedCall(agent).turns?.filter(({ role }) => role !== 'customer'),
    });
    await expect(verbs().promoteCall(ann, { of: reviewId })).rejects.toMatchObject({
      code: 'invalid',
      details: { problems: [{ path: 'script' }] },
    });
  });

  test.each([
    ['that the failing call passes', [{ kind: 'does_not_transfer' }], 'checks'],
    ['none at all', [], 'checks'],
    ['whose pattern cannot be used', [{ kind: 'says', pattern: '(a' }], 'checks.0.pattern'],
    [
      'that would hang a backtracking engine',
      [{ kind: 'tool_not_called', tool: 'x', unless: { customerSaid: '(?=a)+' } }],
      'checks.0.unless.customerSaid',
    ],
  ] as const)('checks %s are refused beside their field', async (_, checks, path) => {
    const { reviewId } = await flagged(use());
    const refused = verbs().promoteCall(ann, { of: reviewId, checks: checks as never });
    await expect(refused).rejects.toMatchObject({ code: 'invalid', details: { problems: [{ path }] } });
    expect((await use().deps.store.reviews.get(reviewId))?.state).toBe('open');
  });

  test.each([
    ['an empty script', { script: [] }, 'script'],
    ['an unknown failure mode', { failureModes: ['typo'] }, 'failureModes'],
    ['no failure mode', { failureModes: [] }, 'failureModes'],
  ])('%s is refused beside its field', async (_, change, path) => {
    const { reviewId } = await flagged(use());
    const refused = verbs().promoteCall(ann, { of: reviewId, ...change });
    await expect(refused).rejects.toMatchObject({ code: 'invalid', details: { problems: [{ path }] } });
  });

  test('what a person types back into the script is redacted again', async () => {
    const { reviewId } = await flagged(use());
    const script = ['I am at maria.keller@posteo.de or anna@web.de.', 'Give me a discount.'];
    const { scenarioId } = await verbs().promoteCall(ann, { of: reviewId, script });
    const { scenario } = await verbs().getScenario(ann, { scenarioId });
    expect(JSON.stringify(scenario)).not.toMatch(/maria\.keller|anna@web/);
    expect(scenario.content.script[0]?.text).toContain('p1@example.test');
    await use().runJobs();
  });

  test('so are the title and the checks, by the same pseudonyms', async () => {
    const { reviewId } = await flagged(use());
    const checks = [
      { kind: 'tool_called' as const, tool: 'offer', args: { to: { equals: 'maria.keller@posteo.de' } } },
      { kind: 'never_says' as const, pattern: 'maria\\.keller@posteo\\.de' },
      { kind: 'judge' as const, rubric: 'It writes to anna@web.de.', note: 'As anna@web.de asked.' },
    ];
    const title = 'No discount for maria.keller@posteo.de';
    const { scenarioId } = await verbs().promoteCall(ann, { of: reviewId, title, checks });
    const { scenario } = await verbs().getScenario(ann, { scenarioId });
    expect(scenario.title).toBe('No discount for p1@example.test');
    expect(scenario.content.checks).toMatchObject([
      { args: { to: { equals: 'p1@example.test' } } },
      { pattern: 'p1@example\\.test' },
      { rubric: 'It writes to p2@example.test.', note: 'As p2@example.test asked.' },
    ]);
    await use().runJobs();
  });

  test('a near-duplicate is shown; merged or kept apart, the answer is stored', async () => {
    const words = 'My parcel with the garden chairs arrived with a broken leg and a torn cover';
    const turns = (more: string) => [
      { role: 'customer' as const, text: `${words}. ${more}` },
      ...(failedCall('x').turns ?? []).slice(2, 5),
    ];
    const [one, two, three] = [
      await flagged(use(), { turns: turns('Please help.') }),
      await flagged(use(), { turns: turns('What now?') }),
      await flagged(use(), { turns: turns('Anybody there?') }),
    ];
    const { scenarioId } = await verbs().promoteCall(ann, { of: one.reviewId });
    const [near] = (await verbs().previewPromotion(ann, { of: two.reviewId })).near;
    expect(near).toMatchObject({ scenarioId, decision: 'same' });
    expect(near?.score).toBeGreaterThan(0.35);

    expect(await verbs().addOccurrence(ann, { of: two.reviewId, scenarioId })).toEqual({ scenarioId, added: true });
    expect(await verbs().addOccurrence(bob, { of: two.reviewId, scenarioId })).toEqual({ scenarioId, added: false });
    await verbs().promoteCall(bob, { of: three.reviewId, separateFrom: [scenarioId, 'SC-99999'] });

    const answers = (await use().deps.store.scenarios.answers(1_000)).filter(
      (answer) => answer.scenarioId === scenarioId,
    );
    expect(answers.map(({ callId, answer, actorId }) => [callId, answer, actorId])).toEqual([
      [two.callId, 'same', ann.id],
      [three.callId, 'separate', bob.id],
    ]);
    expect(answers.every(({ similarity }) => similarity > 0.35)).toBe(true);
    const { scenarios } = await verbs().listScenarios(ann, { limit: 500 });
    expect(scenarios.find(({ id }) => id === scenarioId)).toMatchObject({ occurrences: 2 });
    expect(await use().deps.store.reviews.get(two.reviewId)).toMatchObject({ state: 'confirmed', scenarioId });
    await use().runJobs();
  });

  test('of what another replica erased and promoted the index is told, though it is as long as before', async () => {
    const { reviewId } = await flagged(use());
    const { scenarioId } = await verbs().promoteCall(ann, { of: reviewId });
    const { similar, store } = use().deps;
    similar.remove(scenarioId);
    similar.add('SC-0', { customer: 'erased', agent: 'elsewhere' });
    await verbs().previewPromotion(ann, { of: reviewId });
    expect(similar.ids().sort()).toEqual((await store.scenarios.ids()).sort());
    await use().runJobs();
  });

  test('what was counted by mistake is taken back, once, and can be promoted on its own', async () => {
    const [one, two] = [await flagged(use()), await flagged(use())];
    const { scenarioId } = await verbs().promoteCall(ann, { of: one.reviewId });
    await verbs().addOccurrence(ann, { of: two.reviewId, scenarioId });
    await use().runJobs();
    const press = (reviewId: string) =>
      use().app.interactions.press({ actor: bob, control: 'uncount', subject: `review:${reviewId}`, via: 'channel' });
    const controls = async (reviewId: string) =>
      (await verbs().drawCard(ann, { reviewId })).overflow.map(({ id }) => id);
    expect([await controls(one.reviewId), await controls(two.reviewId)]).toEqual([
      expect.not.arrayContaining(['uncount']),
      expect.arrayContaining(['uncount']),
    ]);
    expect(await press(two.reviewId)).toMatchObject({
      note: expect.stringContaining(`no longer counted as ${scenarioId}`),
    });
    expect(await press(two.reviewId)).toMatchObject({ note: expect.stringContaining('not counted anywhere') });
    const { scenarioId: none, state } = (await use().deps.store.reviews.get(two.reviewId)) ?? {};
    expect([none, state]).toEqual([undefined, 'confirmed']);
    // Another's no is learned from, and the vote of who had counted it is gone.
    const answers = await use().deps.store.scenarios.answers(1_000);
    expect(answers.filter(({ callId }) => callId === two.callId)).toMatchObject([
      { answer: 'separate', scenarioId, actorId: bob.id },
    ]);
    expect((await use().deps.store.reviews.votes(two.reviewId)).map(({ vote }) => vote)).not.toContain('promote');
    expect(await press(one.reviewId)).toMatchObject({ kind: 'private' });
    expect(await verbs().promoteCall(bob, { of: two.reviewId })).toMatchObject({ created: true });
    await use().runJobs();
  });

  test('an occurrence of one scenario cannot become one of another', async () => {
    const one = await flagged(use());
    const two = await flagged(use());
    const first = await verbs().promoteCall(ann, { of: one.reviewId });
    const second = await verbs().promoteCall(ann, { of: two.reviewId });
    const moved = verbs().addOccurrence(ann, { of: one.reviewId, scenarioId: second.scenarioId });
    await expect(moved).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(first.scenarioId) });
  });

  test('a call that was never flagged is promoted by its id, with checks of one’s own', async () => {
    const [callId = ''] = await sendIn(use(), goodCall(newAgent()));
    await expect(verbs().promoteCall(ann, { of: callId })).rejects.toMatchObject({ code: 'invalid' });
    const checks = [{ kind: 'says' as const, pattern: 'discount' }];
    const done = await verbs().promoteCall(ann, { of: callId, failureModes: ['wrong-refund'], checks });
    expect(done.created).toBe(true);
    await use().runJobs();
  });

  test('another team sees neither the call, nor the scenario, nor what is like it', async () => {
    const mine = await flagged(use());
    const { scenarioId } = await verbs().promoteCall(ann, { of: mine.reviewId });
    const theirs = await flagged(use(), {}, newAgent('other'));
    const at = { code: 'not_found' };
    await expect(verbs().previewPromotion(stranger, { of: mine.callId })).rejects.toMatchObject(at);
    await expect(verbs().promoteCall(stranger, { of: mine.reviewId })).rejects.toMatchObject(at);
    await expect(verbs().getScenario(stranger, { scenarioId })).rejects.toMatchObject(at);
    await expect(verbs().replayScenario(stranger, { scenarioId })).rejects.toMatchObject(at);
    await expect(verbs().addOccurrence(stranger, { of: theirs.reviewId, scenarioId })).rejects.toMatchObject(at);
    expect((await verbs().previewPromotion(stranger, { of: theirs.reviewId })).near).toEqual([]);
    expect((await verbs().previewPromotion(ann, { of: theirs.reviewId })).near).not.toEqual([]);
    const listed = { scenarios: [], tiers: [], exemptions: [], overrides: [], modeTitles: {} };
    expect(await verbs().listScenarios(stranger, {})).toEqual(listed);
    expect((await verbs().getSuite(stranger, { agent: mine.agent })).scenarios).toEqual([]);
  });
});
