import { expect, test } from 'vitest';
import { ann, describeApp, key, root, stranger, system } from '#test/app.ts';
import { failedCall, flagged, goodCall, newAgent, sendIn } from './failed-call.ts';

const ingest = key('ingest');

describeApp('capturing calls', (use) => {
  test('each call of a batch is answered for itself, in order', async () => {
    const agent = newAgent();
    const good = goodCall(agent);
    const bad = { ...goodCall(agent), turns: [{ role: 'customer', tool: { name: 7 } }] };
    const { app, test: store, runJobs } = use();
    const [first, second, third] = await app.verbs.captureCalls(ingest, { calls: [good, bad, good] });
    expect(first).toMatchObject({ status: 'created', sourceCallId: good.sourceCallId });
    expect(second).toMatchObject({ status: 'refused', problems: [{ path: 'turns.0.tool.name' }] });
    expect(third).toMatchObject({ status: 'unchanged' });
    expect(store.jobs.flatMap((job) => (job.name === 'score-calls' ? job.data.callIds : []))).toHaveLength(1);
    await runJobs();
  });

  test('the same call sent by two at once is stored once, reviewed once and shown once', async () => {
    const { app, runJobs, deps, surface } = use();
    const agent = newAgent();
    const calls = [failedCall(agent)];
    const done = await Promise.all([1, 2, 3].map(() => app.verbs.captureCalls(ingest, { calls })));
    const statuses = done.flat().map(({ status }) => status);
    expect(statuses.sort()).toEqual(['created', 'unchanged', 'unchanged']);
    await runJobs();
    const { calls: stored } = await app.verbs.listCalls(ann, { agent });
    expect(stored).toHaveLength(1);
    const review = await deps.store.reviews.ofCall(stored[0]?.id ?? '');
    const cards = surface.messages.filter(({ card }) => JSON.stringify(card).includes(`"review:${review?.id}"`));
    expect(cards).toHaveLength(1);
  });

  test('ended, then analysed: nothing once known is lost, and an older event does not overwrite', async () => {
    const { app, deps } = use();
    const agent = newAgent();
    const ended = goodCall(agent, { sourceRevision: 1, end: { reason: 'customer_hangup' }, cost: { amount: 0.2 } });
    const [callId = ''] = await sendIn(use(), ended);
    const base = { source: ended.source, sourceCallId: ended.sourceCallId, agent: { name: agent } };
    const analysed = { ...base, sourceRevision: 3, outcome: { resolved: true }, platformVerdict: { summary: 'new' } };
    const late = {
      ...base,
      sourceRevision: 2,
      outcome: { resolved: false, escalated: true },
      platformVerdict: { summary: 'old' },
    };
    expect(await app.verbs.captureCalls(ingest, { calls: [analysed] })).toMatchObject([{ status: 'merged', callId }]);
    expect(await app.verbs.captureCalls(ingest, { calls: [late] })).toMatchObject([{ status: 'merged', callId }]);
    const whole = await deps.store.calls.whole(callId);
    expect(whole?.call).toMatchObject({
      sourceRevision: 3,
      outcome: { resolved: true, escalated: true },
      platformVerdict: { summary: 'new' },
      end: { reason: 'customer_hangup' },
      cost: { amount: 0.2 },
    });
    expect(whole?.call.turns).toHaveLength(3);
    expect(await deps.store.calls.raws(callId)).toHaveLength(3);
  });

  test('a customer number is kept as its hash and a mask only', async () => {
    const agent = newAgent();
    const [callId = ''] = await sendIn(use(), goodCall(agent, { customer: { number: '+1 (212) 555-7788' } }));
    const { row, call } = (await use().deps.store.calls.whole(callId)) ?? {};
    expect(row?.customerKey).toMatch(/^num:[0-9a-f]{64}$/);
    expect(call?.customer?.numberMasked).toContain('7788');
    expect(JSON.stringify(call)).not.toContain('212');
  });

  test('what comes later decides the flag anew', async () => {
    const { app, deps, runJobs } = use();
    const [callId = ''] = await sendIn(use(), goodCall(newAgent()));
    expect(await deps.store.reviews.ofCall(callId)).toBeUndefined();
    const outcome = { complianceFlags: ['recorded-line'] };
    expect(await app.verbs.addSignals(ingest, { callId, outcome })).toMatchObject({ status: 'merged' });
    await runJobs();
    expect(await deps.store.reviews.ofCall(callId)).toMatchObject({ severity: 'critical', state: 'open' });
    expect(await app.verbs.addSignals(ingest, { callId, outcome })).toMatchObject({ status: 'unchanged' });
  });

  test('signals of a call that is not there, or not theirs, are not found', async () => {
    const { callId } = await flagged(use());
    const { addSignals } = use().app.verbs;
    await expect(addSignals(ingest, { callId: 'nope', outcome: {} })).rejects.toMatchObject({ code: 'not_found' });
    await expect(addSignals(stranger, { callId, outcome: {} })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a customer who comes back marks the earlier call too', async () => {
    const { deps } = use();
    const agent = newAgent();
    const customer = { ref: `customer-of-${agent}` };
    const [first = ''] = await sendIn(use(), goodCall(agent, { customer, startedAt: '2026-11-17T09:00:00Z' }));
    expect(await deps.store.reviews.ofCall(first)).toBeUndefined();
    const [second = ''] = await sendIn(use(), goodCall(agent, { customer, startedAt: '2026-11-18T08:00:00Z' }));
    const rules = async (id: string) => (await deps.store.calls.findings(id))?.signals.map(({ rule }) => rule);
    expect(await rules(first)).toEqual(['came_back']);
    expect(await rules(second)).toEqual(['again']);
    expect(await deps.store.reviews.ofCall(first)).toMatchObject({ reason: 'Customer had to call again' });
  });

  test('scoring again changes nothing', async () => {
    const { app, deps, runJobs, surface } = use();
    const { callId, reviewId, review } = await flagged(use());
    const shown = surface.messages.length;
    await app.verbs.scoreCalls(system, { callIds: [callId] });
    await runJobs();
    expect(await deps.store.reviews.get(reviewId)).toEqual(review);
    expect(surface.messages).toHaveLength(shown);
  });

  test('calls of an older scorecard are scored again with that of today', async () => {
    const { app, deps, runJobs } = use();
    const { callId } = await flagged(use());
    const today = await deps.store.calls.row(callId);
    const found = await deps.store.calls.findings(callId);
    await deps.store.write({ actor: system, now: new Date() }, { event: 'test.aged', subject: 'test' }, (tx) =>
      tx.calls.saveFindings(callId, {
        signals: [],
        criteria: [],
        score: 99,
        scorecardVersion: 'older',
        flagged: false,
        severity: null,
        patternKey: null,
        scoredAt: new Date(),
      }),
    );
    expect((await app.verbs.rescoreCalls(root, {})).enqueued).toBeGreaterThan(0);
    await runJobs();
    const { score, scorecardVersion, flagged: isFlagged } = today ?? {};
    expect(await deps.store.calls.row(callId)).toMatchObject({ score, scorecardVersion, flagged: isFlagged });
    expect(await deps.store.calls.findings(callId)).toEqual(found);
    expect(await app.verbs.rescoreCalls(root, {})).toEqual({ scorecardVersion, enqueued: 0 });
  });

  test('calls are listed a page at a time, to those who may see their agent', async () => {
    const agent = newAgent();
    await sendIn(use(), goodCall(agent), goodCall(agent), goodCall(agent));
    const { listCalls } = use().app.verbs;
    const first = await listCalls(ann, { agent, limit: 2 });
    const second = await listCalls(ann, { agent, limit: 2, ...(first.next ? { before: first.next } : {}) });
    const ids = [...first.calls, ...second.calls].map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(second.next).toBeUndefined();
    expect((await listCalls(stranger, { agent })).calls).toEqual([]);
    expect((await listCalls(stranger, { agent: '*' })).calls).toEqual([]);
  });

  test('a call is shown with its personal data replaced', async () => {
    const { callId } = await flagged(use());
    const page = await use().app.verbs.getCall(key('read'), { callId });
    expect(JSON.stringify(page)).not.toContain('maria.keller');
    expect(page.effects['cancel_subscription']).toMatchObject({ effect: 'write' });
    await expect(use().app.verbs.getCall(stranger, { callId })).rejects.toMatchObject({ code: 'not_found' });
  });
});
