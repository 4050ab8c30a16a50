import { afterEach, expect, test } from 'vitest';
import type { CallInput } from '#src/domain/call.ts';
import { ann, describeApp, stranger, system, TEST_START } from '#test/app.ts';
import { newRun } from '#test/database/rows.ts';
import { cardText } from '#test/recorded-surface.ts';
import { contextAt } from '#test/store.ts';
import { failedCall, flagged, newAgent, sendIn } from './failed-call.ts';

const DAY_MS = 86_400_000;

describeApp('the suite by night', (use) => {
  const verbs = () => use().app.verbs;
  const after = (days: number, ms = 0) => new Date(TEST_START.getTime() + days * DAY_MS + ms);
  afterEach(() => {
    use().clock.now = TEST_START;
  });

  const passed = async (scenarioId: string, startedAt: Date) => {
    const run = newRun(`${scenarioId}-${startedAt.getTime()}`, scenarioId, { startedAt, kind: 'gate' });
    await use().test.store.write(contextAt(startedAt), { event: 'test.done', subject: 'test' }, (tx) =>
      tx.scenarios.addRun(run),
    );
  };
  const promoted = async (more: Partial<CallInput> = {}) => {
    const found = await flagged(use(), more);
    const { scenarioId } = await verbs().promoteCall(ann, { of: found.reviewId });
    await use().runJobs();
    await passed(scenarioId, after(1));
    return { ...found, scenarioId };
  };
  const tierOf = async (id: string) => (await use().deps.store.scenarios.get(id))?.tier;
  const night = async (at: Date) => {
    use().clock.now = at;
    await verbs().moveTiers(system, {});
  };
  const planned = async (scenarioId: string, at: Date) => {
    const { moves } = await verbs().planSuite(ann, { at: at.toISOString() });
    return moves.filter((move) => move.scenarioId === scenarioId);
  };

  test('90 days after its last failure a scenario is slow, after 180 archived, and the plan says so before', async () => {
    const { scenarioId } = await promoted();
    expect(await planned(scenarioId, after(90, -1))).toEqual([]);
    expect(await planned(scenarioId, after(90))).toMatchObject([
      { from: 'fast', to: 'slow', why: 'age', reason: 'no failure for 90 days (since 2026-11-18)' },
    ]);
    await night(after(90, -1));
    expect(await tierOf(scenarioId)).toBe('fast');
    await night(after(90));
    await night(after(90));
    expect(await tierOf(scenarioId)).toBe('slow');
    await night(after(180));
    expect(await tierOf(scenarioId)).toBe('archived');
    const moves = await use().deps.store.tiers.moves({ scenarioId, limit: 9 });
    expect(moves.map(({ to }) => to)).toEqual(['archived', 'slow']);
    expect((await verbs().getSuite(ann, { tier: 'fast' })).scenarios.map(({ id }) => id)).not.toContain(scenarioId);
    expect((await verbs().getScenario(ann, { scenarioId })).scenario.id).toBe(scenarioId);
  });

  test('a failing run or another occurrence starts the time anew', async () => {
    const { scenarioId, agent } = await promoted();
    const startedAt = after(60);
    const run = newRun(`late-${scenarioId}`, scenarioId, { outcome: 'fail', startedAt, kind: 'gate' });
    await use().test.store.write(contextAt(startedAt), { event: 'test.done', subject: 'test' }, (tx) =>
      tx.scenarios.addRun(run),
    );
    await passed(scenarioId, after(61));
    expect(await planned(scenarioId, after(149))).toEqual([]);
    use().clock.now = after(140);
    await sendIn(use(), failedCall(agent, { startedAt: after(140).toISOString() }));
    expect(await planned(scenarioId, after(200))).toEqual([]);
    expect(await planned(scenarioId, after(230))).toHaveLength(1);
  });

  test('a pinned one stays until it is handed back; strangers see and pin none of it', async () => {
    const { scenarioId, agent } = await promoted();
    await verbs().pinScenario(ann, { scenarioId, pin: 'fast' });
    expect(await planned(scenarioId, after(300))).toEqual([]);
    await expect(verbs().pinScenario(stranger, { scenarioId, pin: 'slow' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await verbs().planSuite(stranger, {})).fast.map((one) => one.agent)).not.toContain(agent);
    await verbs().pinScenario(ann, { scenarioId, pin: 'none' });
    expect(await planned(scenarioId, after(300))).toMatchObject([{ to: 'archived' }]);
    await verbs().pinScenario(ann, { scenarioId, pin: 'slow' });
    expect(await tierOf(scenarioId)).toBe('slow');
    expect(await planned(scenarioId, after(1))).toEqual([]);
  });

  const resurrections = () =>
    use().surface.messages.filter(({ card }) => card.title.endsWith('is out of the archive: its failure is back'));

  test('a flagged call of the same pattern brings an archived one back, and the channel hears of it once', async () => {
    const { scenarioId, agent } = await promoted();
    await night(after(200));
    const before = resurrections().length;
    const calls = [1, 2].map(() => failedCall(agent, { startedAt: after(200, -60_000).toISOString() }));
    await sendIn(use(), ...calls);
    await use().runJobs();
    expect(await tierOf(scenarioId)).toBe('fast');
    const told = resurrections().slice(before);
    expect(told.map(({ channel }) => channel)).toEqual(['reviews']);
    expect(cardText(told[0]?.card as never)).toContain('shows the same pattern');
    await night(after(289));
    expect(await tierOf(scenarioId)).toBe('fast');
  });

  test('so does one that only says the same, but neither another agent nor an old call', async () => {
    const agent = newAgent();
    const { scenarioId, call } = await promoted({ agent: { name: agent, version: 'v14' } });
    await night(after(200));
    const startedAt = after(200, -60_000).toISOString();
    await sendIn(use(), failedCall(newAgent(), { startedAt }));
    await sendIn(use(), failedCall(agent, { startedAt: after(190).toISOString() }));
    await use().runJobs();
    expect(await tierOf(scenarioId)).toBe('archived');
    await sendIn(use(), failedCall(agent, { ...call, sourceCallId: 'alike', intent: 'other words', startedAt }));
    await use().runJobs();
    expect(await tierOf(scenarioId)).toBe('fast');
    expect(cardText(resurrections().at(-1)?.card as never)).toMatch(/is \d+ % like it/);
  });

  test('so does a person who counts a call as another occurrence, in the same breath', async () => {
    const { scenarioId, agent } = await promoted();
    await night(after(200));
    // Too old to bring it back by itself.
    const [callId = ''] = await sendIn(use(), failedCall(agent, { startedAt: after(190).toISOString() }));
    expect(await tierOf(scenarioId)).toBe('archived');
    const before = resurrections().length;
    await verbs().addOccurrence(ann, { of: callId, scenarioId });
    expect(await tierOf(scenarioId)).toBe('fast');
    await use().runJobs();
    const told = resurrections().slice(before);
    expect(told.map(({ channel }) => channel)).toEqual(['reviews']);
    expect(cardText(told[0]?.card as never)).toContain('was counted as another occurrence of it');
    expect(await use().deps.store.tiers.moves({ scenarioId, limit: 1 })).toMatchObject([{ why: 'resurrected' }]);
  });
});
