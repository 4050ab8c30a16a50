import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpTarget } from '#adapters/agents/http-target.ts';
import { createToolServer } from '#adapters/agents/tool-server.ts';
import { runNight } from '#jobs/nightly.ts';
import { parsePolicy } from '#src/policy.ts';
import { startBehaviours } from '#test/agents/agent-behaviours.ts';
import { system, TEST_POLICY, type TestApp, testApp } from '#test/app.ts';
import { addScenario } from '#test/cli/gate-scenarios.ts';
import { newRun } from '#test/database/rows.ts';
import { cardText } from '#test/recorded-surface.ts';
import { contextAt } from '#test/store.ts';

const NIGHT = { period: '2026-11-18T12:00' };

describe('the slow tier by night', () => {
  let test: TestApp;
  let behaviours: Awaited<ReturnType<typeof startBehaviours>>;
  const tools = createToolServer();
  beforeAll(async () => {
    test = await testApp();
    behaviours = await startBehaviours();
    for (const n of [1, 2, 3, 4, 5, 6]) {
      const checks = n === 6 ? [{ kind: 'does_not_transfer' as const }] : [{ kind: 'transfers' as const }];
      await addScenario(test, { id: `SC-${n}`, agent: 'good', title: `No ${n}`, checks });
      await test.test.store.write(contextAt(test.clock.now), { event: 'test.done', subject: 'test' }, (tx) =>
        tx.tiers.move([
          {
            id: `m-${n}`,
            scenarioId: `SC-${n}`,
            from: 'fast',
            to: 'slow',
            why: 'age',
            reason: '-',
            at: test.clock.now,
          },
        ]),
      );
    }
    await addScenario(test, { id: 'SC-7', agent: 'good', checks: [{ kind: 'transfers' }] });
    await addScenario(test, { id: 'SC-8', agent: 'nobody', checks: [{ kind: 'transfers' }] });
  });
  afterAll(async () => {
    await tools.release();
    await behaviours.close();
    await test.close();
  });
  const night = (signal = new AbortController().signal, more = NIGHT) =>
    runNight(test.deps, test.app, tools, more, signal);
  const ran = async () => (await test.deps.store.scenarios.nightRuns(NIGHT.period)).map(({ scenarioId }) => scenarioId);

  it('runs nothing without a target, outside its window, or where it is off', async () => {
    await night();
    const target = createHttpTarget({ name: 'good', url: behaviours.url('good'), allowInside: true });
    test.agents.set('good', target);
    test.deps.targets.list = () => [{ name: 'good', kind: 'http', url: 'test:', agent: 'good' }];
    await night(undefined, { period: '2026-11-18T06:59' });
    test.deps.policy = parsePolicy(`${TEST_POLICY}\nnightly: { hours: 0 }`);
    await night();
    test.deps.policy = parsePolicy(`${TEST_POLICY}\nnightly: { concurrency: 2 }`);
    expect(await ran()).toEqual([]);
  });

  it('begins no run once the turns of the night say they cost so much, however often it goes on', async () => {
    const period = '2026-11-18T11:00';
    const turns = [
      { kind: 'speech' as const, role: 'agent' as const, text: 'Hi.', cost: { amount: 2, currency: 'EUR' } },
    ];
    const { report } = newRun(`night-${period}-SC-1`, 'SC-1');
    const runs = [{ target: 'good', report: { ...report, turns } }];
    await test.app.verbs.recordNight(system, { period, runs });
    test.deps.policy = parsePolicy(`${TEST_POLICY}\nnightly: { maxCost: 2 }`);
    await night(undefined, { period });
    expect(await test.deps.store.scenarios.nightRuns(period)).toMatchObject([{ scenarioId: 'SC-1', cost: 2 }]);
    test.deps.policy = parsePolicy(`${TEST_POLICY}\nnightly: { concurrency: 2 }`);
  });

  it('cut off by a stop it goes on where it was, runs each slow one once, and tells the channel what failed', async () => {
    const stop = new AbortController();
    const addRun = test.app.verbs.recordNight;
    const verbs = {
      ...test.app.verbs,
      recordNight: async (...args: Parameters<typeof addRun>) => {
        const done = await addRun(...args);
        stop.abort();
        return done;
      },
    };
    const cut = runNight(test.deps, { ...test.app, verbs }, tools, NIGHT, stop.signal);
    await expect(cut).rejects.toMatchObject({ code: 'unavailable' });
    const before = await ran();
    expect(before.length).toBeGreaterThanOrEqual(5);
    const earlier = await test.deps.store.scenarios.runs('SC-1', 9);
    await night();
    await night();
    expect(await ran()).toEqual(['SC-1', 'SC-2', 'SC-3', 'SC-4', 'SC-5', 'SC-6']);
    expect(await test.deps.store.scenarios.runs('SC-1', 9)).toEqual(earlier);
    await test.runJobs();
    const told = test.surface.top('reviews').filter(({ card }) => card.title.startsWith('Last night'));
    expect(told.map(({ card }) => card.title)).toEqual(['Last night 5 of 6 slow scenarios failed']);
    expect(cardText(told[0]?.card as never)).toContain('No 3');
    expect((await test.deps.store.scenarios.get('SC-6'))?.lastOutcome).toBe('pass');
  });

  it('runs what has an open ticket in whichever tier it is, until a night closes it', async () => {
    const hook = '{ kind: webhook, url: "http://127.0.0.1:1/", secret: NONE }';
    test.deps.policy = parsePolicy(`${TEST_POLICY}\ntickets: ${hook}`);
    const { report } = newRun('night-2026-11-17T12:00-SC-7', 'SC-7', { outcome: 'fail' });
    const runs = [{ target: 'good', report: { ...report, startedAt: '2026-11-17T12:00:00.000Z' } }];
    await test.app.verbs.recordNight(system, { period: '2026-11-17T12:00', runs });
    const period = '2026-11-18T11:30';
    await night(undefined, { period });
    const ids = (await test.deps.store.scenarios.nightRuns(period)).map(({ scenarioId }) => scenarioId);
    expect(ids).toEqual(['SC-1', 'SC-2', 'SC-3', 'SC-4', 'SC-5', 'SC-6', 'SC-7']);
    const due = test.test.jobs.filter(({ name }) => name === 'file-ticket').map(({ data }) => data);
    expect(due).toContainEqual({ scenarioId: 'SC-7' });
    expect(due).not.toContainEqual({ scenarioId: 'SC-6' });
  });
});
