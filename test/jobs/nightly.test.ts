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
      { kind: 'speech' as const, role: 'agent' as const, text: 'Hi.', cost: { amount: 1.5, currency: 'USD' } },
    ];
    const { report } = newRun(`night-${period}-SC-1`, 'SC-1');
    const runs = [{ target: 'good', report: { ...report, turns } }];
    await test.app.verbs.recordNight(system, { period, runs });
    test.deps.policy = parsePolicy(`${TEST_POLICY}\nnightly: { maxCost: 2 }`);
    await night(undefined, { period });
    expect(await test.deps.store.scenarios.nightRuns(period)).toMatchObject([
      { scenarioId: 'SC-1', costs: { EUR: 2, USD: 1.5 } },
    ]);
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

  it('fills the history of a fast scenario to twenty with the approved version that is live, each night as far as it gets', async () => {
    const period = '2026-11-18T10:30';
    await addScenario(test, { id: 'SC-9', agent: 'good', checks: [{ kind: 'does_not_transfer' }] });
    await approveRuns(test, 'SC-9', { version: 'v15', runs: 17 });
    const fills = async () =>
      (await test.deps.store.scenarios.nightRuns(period)).flatMap(({ scenarioId, fill }) =>
        fill === undefined ? [] : [`${scenarioId} ${fill}`],
      );
    const history = async () => (await test.deps.store.gates.baselines(['SC-9'], 1)).get('SC-9');
    const nights = async (nightly: string) => {
      test.deps.policy = parsePolicy(`${TEST_POLICY}\nnightly: ${nightly}`);
      await night(undefined, { period });
    };
    await announce(test, 'v14', 3);
    await nights('{ maxRuns: 6 }');
    await nights('{}');
    expect(await fills(), 'nobody approved the version that is live').toEqual([]);
    await announce(test, 'v15', 2);
    await nights('{ maxRuns: 8, concurrency: 1 }');
    expect(await fills(), 'two are left after the six slow ones').toEqual(['SC-9 1', 'SC-9 2']);
    await nights('{}');
    await nights('{}');
    expect(await fills()).toEqual(['SC-9 1', 'SC-9 2', 'SC-9 3']);
    expect(await history()).toMatchObject({ passes: 20, fails: 0, lastPassed: true });
    expect(await test.deps.store.scenarios.get('SC-9')).toMatchObject({ approvedPasses: 20 });
    await test.runJobs();
    const told = test.surface.top('reviews').filter(({ card }) => card.title.startsWith('Last night'));
    expect(told.at(-1)?.card.title, 'the channel hears of slow ones').toBe('Last night 5 of 6 slow scenarios failed');
  });
});

/** A gate of that version that somebody approved, with so many passes of the scenario. */
async function approveRuns(
  { test, clock }: TestApp,
  scenarioId: string,
  { version, runs }: { version: string; runs: number },
): Promise<void> {
  const { identityHash = '' } = (await test.store.scenarios.get(scenarioId)) ?? {};
  await test.store.write(contextAt(clock.now), { event: 'test.done', subject: 'test' }, async (tx) => {
    await tx.gates.insert({
      id: 'G-9',
      tier: 'fast',
      target: 'good',
      agent: 'good',
      candidateVersion: version,
      state: 'passed',
      expected: [{ scenarioId, version: 1, identityHash }],
      startedBy: 'ci',
      startedAt: clock.now,
    });
    const run = (n: number) => {
      const { report, ...rest } = newRun(`gate-${n}`, scenarioId, { gateId: 'G-9', kind: 'gate' });
      return { ...rest, report: { ...report, identityHash } };
    };
    await tx.gates.addRuns(Array.from({ length: runs }, (_, n) => run(n)));
    await tx.gates.approve('G-9', 'ann', clock.now);
    await tx.gates.acceptRuns('G-9', []);
  });
}

async function announce({ test, clock }: TestApp, version: string, hoursAgo: number): Promise<void> {
  const liveAt = new Date(clock.now.getTime() - hoursAgo * 3_600_000);
  await test.store.write(contextAt(clock.now), { event: 'test.done', subject: 'test' }, (tx) =>
    tx.fixes.insertDeployment({
      id: `d-${version}`,
      agent: 'good',
      version,
      share: 1,
      liveAt,
      createdBy: 'ci',
      createdAt: clock.now,
    }),
  );
}
