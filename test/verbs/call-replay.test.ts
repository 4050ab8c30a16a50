import { expect, test } from 'vitest';
import type { Turn } from '#src/domain/turn.ts';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import { ann, describeApp, person, root, system } from '#test/app.ts';
import { cardText } from '#test/recorded-surface.ts';
import { flagged, tool } from './failed-call.ts';

/** What the agent of today does with the same messages: it asks, and offers a discount. */
const today: Turn[] = [
  { kind: 'speech', role: 'customer', text: 'first' },
  tool('get_subscription', { email: 'p1@example.test' }, { id: 'S-7', plan: 'daily' }) as Turn,
  { kind: 'speech', role: 'agent', text: 'Shall I cancel it, or would a discount do?' },
  { kind: 'speech', role: 'customer', text: 'second' },
  { kind: 'speech', role: 'agent', text: 'Then I take ten percent off.' },
];

describeApp('replaying a call', (use) => {
  async function threadOf(reviewId: string): Promise<string[]> {
    await use().runJobs();
    const [row] = await use().deps.store.deliveries.ofSubject(`review:${reviewId}`);
    return use()
      .surface.thread(row?.platformId ?? 'none')
      .map(({ card }) => cardText(card));
  }
  const replay = (reviewId: string) => use().app.verbs.replayCall(ann, { reviewId });

  test('sends its messages to the version that is live, and shows both side by side in the thread and on a page', async () => {
    const { agent, reviewId, callId } = await flagged(use());
    use().agents.set(`${agent} v14`, createRecordedAgent({ name: 'old', turns: [], lines: 2 }));
    use().agents.set(`${agent} v15`, createRecordedAgent({ name: 'shop-v15', turns: today, lines: 2 }));
    await use().app.verbs.registerDeployment(root, { agent, version: 'v15' });
    await replay(reviewId);
    const [answer = ''] = await threadOf(reviewId);
    expect(answer).toContain(`${reviewId} on shop-v15: no longer calls cancel_subscription`);
    expect(answer).toContain('Every check proposed for this call passes.');
    expect(answer).toContain(
      '"agent ~","I have cancelled your newspaper.","Shall I cancel it, or would a discount do?"',
    );
    expect(answer).toContain('"tool ≠"');
    expect(answer).not.toContain('posteo.de');
    const [kept] = await use().deps.store.replays.ofCall(callId, 5);
    expect(kept).toMatchObject({ agentVersion: 'v15', requestedBy: ann.name, report: { outcome: 'pass' } });
    const replayId = kept?.id ?? '';
    expect(answer).toContain(`/replays/${replayId}`);
    expect(await use().app.verbs.getReplay(ann, { replayId })).toMatchObject({ reviewId, agent, beforeVersion: 'v14' });
    const stranger = person('stan', 'reviewer', { agents: ['other*'] });
    await expect(use().app.verbs.getReplay(stranger, { replayId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(use().app.verbs.replayCall(stranger, { reviewId })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('keeps and tells a replay once, however often its job comes', async () => {
    const { agent, reviewId, callId } = await flagged(use());
    use().agents.set(`${agent} v14`, createRecordedAgent({ name: 'shop', turns: today, lines: 2 }));
    await use().app.verbs.registerDeployment(root, { agent, version: 'v14' });
    await replay(reviewId);
    await threadOf(reviewId);
    const [kept] = await use().deps.store.replays.ofCall(callId, 5);
    if (!kept) throw new Error('Nothing was kept.');
    const again = { callId, requestId: kept.id, requestedBy: 'ann', target: 'shop', report: kept.report };
    await use().app.verbs.recordCallReplay(system, again);
    expect(await threadOf(reviewId)).toHaveLength(1);
    expect(await use().deps.store.replays.ofCall(callId, 5)).toHaveLength(1);
  });

  test('says which target is missing, and keeps nothing', async () => {
    use().agents.clear();
    const { agent, reviewId, callId } = await flagged(use());
    await use().app.verbs.registerDeployment(root, { agent, version: 'v99' });
    await replay(reviewId);
    expect(await threadOf(reviewId)).toMatchObject([
      expect.stringContaining(`No target in ratchet.yaml answers for ${agent} v99. Add one under targets`),
    ]);
    expect(await use().deps.store.replays.ofCall(callId, 5)).toEqual([]);
  });

  test('is erased with its customer', async () => {
    const { agent, reviewId, callId } = await flagged(use(), { customer: { ref: 'replayed-customer' } });
    use().agents.set(`${agent} v14`, createRecordedAgent({ name: 'shop', turns: today, lines: 2 }));
    await use().app.verbs.registerDeployment(root, { agent, version: 'v14' });
    await replay(reviewId);
    await threadOf(reviewId);
    expect(await use().deps.store.replays.ofCall(callId, 5)).toHaveLength(1);
    await use().app.verbs.forgetCustomer(root, { customer: 'replayed-customer' });
    expect(await use().deps.store.replays.ofCall(callId, 5)).toEqual([]);
  });
});
