import { expect, test } from 'vitest';
import type { RunReportInput } from '#src/domain/run.ts';
import type { Scenario } from '#src/domain/scenario.ts';
import { ann, describeApp, key, stranger, TEST_START } from '#test/app.ts';
import { addScenario } from '#test/cli/gate-scenarios.ts';
import { contextAt } from '#test/store.ts';
import { flagged, newAgent } from './failed-call.ts';

const ci = key('gate');
let runs = 0;

function report(of: Scenario, outcome: RunReportInput['outcome'] = 'pass', more: Partial<RunReportInput> = {}) {
  runs += 1;
  return {
    runId: `run-${runs}`,
    scenarioId: of.id,
    scenarioVersion: of.version,
    identityHash: of.identityHash,
    outcome,
    reason: outcome === 'pass' ? '' : 'It cancelled again.',
    checks: [],
    turns: [],
    startedAt: TEST_START.toISOString(),
    durationMs: 50,
    ...more,
  };
}

/** A first pass, and the five more runs that prove it. */
const proved = (of: Scenario) => Array.from({ length: 6 }, () => report(of));

describeApp('gates', (use) => {
  const verbs = () => use().app.verbs;

  /** An agent with two scenarios, and a gate opened on it. */
  async function opened(prefix?: string) {
    const agent = newAgent(prefix);
    for (const intent of ['cancel', 'pause']) {
      const { reviewId } = await flagged(use(), { intent }, agent);
      await verbs().promoteCall(ann, { of: reviewId });
    }
    await use().runJobs();
    const { gate, scenarios } = await verbs().openGate(ci, {
      target: 'http://preview.test',
      agent,
      candidateVersion: 'v15',
    });
    const [first, second] = scenarios as [Scenario, Scenario];
    const tell = (...reports: RunReportInput[]) => verbs().reportGateRuns(ci, { gateId: gate.id, runs: reports });
    const finish = () => verbs().reportGateRuns(ci, { gateId: gate.id, finish: true });
    return { agent, gate, gateId: gate.id, first, second, tell, finish };
  }

  test('it passes when every scenario passed, and every channel of the agent hears of it once', async () => {
    const { gateId, first, second, tell } = await opened();
    const more = [{ scenarioId: first.id, runs: 6 }];
    expect(await tell(report(first))).toMatchObject({ state: 'running', reported: 1, expected: 2, more });
    expect(await tell(...proved(first).slice(1), ...proved(second))).toMatchObject({
      state: 'passed',
      summary: { passed: 2, lines: [], passPower: { k: 3, value: 1, scenarios: 2 } },
    });
    await use().runJobs();
    const posts = use().surface.messages.filter(({ card }) => JSON.stringify(card).includes(gateId));
    expect(posts.map(({ channel }) => channel)).toEqual(['reviews']);
    const { gate, runs: stored } = await verbs().getGate(ci, { gateId });
    expect(gate).toMatchObject({ state: 'passed', candidateVersion: 'v15', startedBy: 'gate' });
    expect(stored).toHaveLength(12);
    const { scenario } = await verbs().getScenario(ann, { scenarioId: first.id });
    expect(scenario.lastOutcome).toBe('pass');
  });

  test('one failure fails it, with the turn that broke', async () => {
    const { first, second, tell } = await opened();
    const check = first.content.checks[0];
    const broken = { check: check as never, status: 'fail' as const, reason: 'no yes before it', turn: 4 };
    const done = await tell(report(first, 'fail', { checks: [broken] }), ...proved(second));
    expect(done).toMatchObject({
      state: 'failed',
      summary: { failed: 1, passed: 1, lines: [{ scenarioId: first.id, outcome: 'fail', blocks: true, turn: 4 }] },
    });
  });

  test('finished early, it is undecided, and says what is missing', async () => {
    const { first, second, tell, finish } = await opened();
    await tell(...proved(first));
    expect(await finish()).toMatchObject({
      state: 'undecided',
      summary: { missing: 1, lines: [{ scenarioId: second.id, outcome: 'missing' }] },
    });
  });

  test('a run of another version of the scenario does not count', async () => {
    const { first, second, tell } = await opened();
    const done = await tell(...proved(first), report(second, 'pass', { identityHash: 'another' }));
    expect(done).toMatchObject({ state: 'undecided', summary: { lines: [{ outcome: 'outdated' }] } });
  });

  test('a run told twice counts once, and the first of two runs decides', async () => {
    const { first, second, tell } = await opened();
    const failed = report(first, 'fail');
    await tell(failed);
    expect(await tell(failed)).toMatchObject({ state: 'running', reported: 1 });
    expect(await tell(report(first, 'pass'), ...proved(second))).toMatchObject({ state: 'failed' });
  });

  test('the last batch told twice at once decides it once', async () => {
    const { gateId, first, second, tell } = await opened();
    const batch = [...proved(first), ...proved(second)];
    const both = await Promise.all([tell(...batch), tell(...batch)]);
    expect(both.map(({ state }) => state)).toEqual(['passed', 'passed']);
    const ended = await use().deps.store.audit(`gate:${gateId}`, 20);
    await use().runJobs();
    expect(use().surface.messages.filter(({ card }) => JSON.stringify(card).includes(gateId))).toHaveLength(1);
    expect((await verbs().getGate(ci, { gateId })).runs).toHaveLength(12);
    expect(ended.length).toBeGreaterThan(0);
  });

  test('a run that could not be held is asked for again, twice, then nobody knows', async () => {
    const { first, second, tell } = await opened();
    await tell(...proved(second));
    const away = () => report(first, 'error', { reason: 'It did not answer.' });
    expect(await tell(away())).toMatchObject({ state: 'running', more: [{ scenarioId: first.id, runs: 2 }] });
    expect(await tell(away())).toMatchObject({ more: [{ scenarioId: first.id, runs: 3 }] });
    const summary = { errors: 1, passed: 1, lines: [{ outcome: 'error', reason: 'It did not answer.' }] };
    expect(await tell(away())).toMatchObject({ state: 'undecided', summary });
  });

  test('checks of another version of Ratchet decide nothing', async () => {
    const { first, second, tell } = await opened();
    const done = await tell(...proved(first), report(second, 'pass', { grader: 99 }));
    expect(done).toMatchObject({ state: 'undecided', summary: { lines: [{ outcome: 'outdated' }] } });
  });

  test('the next gate tells what fails newly, still, and no longer', async () => {
    const { agent, first, second, tell } = await opened();
    const one = await tell(report(first, 'fail'), ...proved(second));
    expect(one.summary?.lines).toMatchObject([{ scenarioId: first.id, standing: 'newly', passes: 0, runs: 1 }]);
    const next = async (...reports: RunReportInput[]) => {
      const { gate } = await verbs().openGate(ci, { target: 'http://preview.test', agent, candidateVersion: 'v16' });
      return verbs().reportGateRuns(ci, { gateId: gate.id, runs: reports });
    };
    const since = use().clock.now.toISOString();
    const two = await next(report(first, 'fail'), report(second, 'fail'));
    expect(two.summary?.lines).toMatchObject([
      { scenarioId: first.id, standing: 'still', since },
      { scenarioId: second.id, standing: 'newly' },
    ]);
    const three = await next(...proved(first), report(second));
    expect(three).toMatchObject({
      state: 'passed',
      summary: { fixed: [{ scenarioId: first.id }, { scenarioId: second.id }] },
    });
  });

  test('results of scenarios that it did not ask for are refused, and news after the end too', async () => {
    const other = await opened();
    const { first, second, tell } = await opened();
    const strange = tell(report(first), report(other.first));
    await expect(strange).rejects.toMatchObject({
      code: 'invalid',
      details: { problems: [{ path: 'runs.1.scenarioId' }] },
    });
    await tell(...proved(first), ...proved(second));
    await expect(tell(report(other.first))).rejects.toMatchObject({ code: 'conflict' });
  });

  test('another team neither opens, reads nor answers it', async () => {
    const mine = await opened();
    const theirs = await opened('other');
    const at = { code: 'not_found' };
    const { gateId } = mine;
    await expect(verbs().openGate(stranger, { target: 't', agent: mine.agent })).rejects.toMatchObject(at);
    await expect(verbs().getGate(stranger, { gateId })).rejects.toMatchObject(at);
    await expect(verbs().reportGateRuns(stranger, { gateId, finish: true })).rejects.toMatchObject(at);
    const { gates } = await verbs().listGates(stranger, {});
    expect(gates.map(({ id }) => id)).toEqual([theirs.gateId]);
    const everything = await verbs().openGate(stranger, { target: 't' });
    expect(everything.scenarios.every(({ content }) => content.agent.startsWith('other'))).toBe(true);
    expect((await verbs().getGate(stranger, { gateId: everything.gate.id })).gate.state).toBe('running');
    await theirs.finish();
    await use().runJobs();
    const heard = use()
      .surface.top('C-other')
      .map(({ card }) => JSON.stringify(card));
    expect(heard.some((card) => card.includes(theirs.gateId))).toBe(true);
    expect(heard.some((card) => card.includes(gateId))).toBe(false);
  });

  test('a team hears nothing of a gate that had a scenario of another, though that was moved or deleted meanwhile', async () => {
    const [mine, theirs] = [await opened(), await opened('other')];
    const sql = (text: string, id: string) =>
      use().test.store.write(contextAt(TEST_START), { event: 'test.done', subject: 'test' }, (tx) =>
        tx.sql(text, [id]),
      );
    const toTier = (tier: string, id: string) => sql(`update scenarios set tier = '${tier}' where id = $1`, id);
    const heard = async (meanwhile: () => Promise<unknown>) => {
      for (const { id } of [mine.first, theirs.first]) await toTier('slow', id);
      const { gate } = await verbs().openGate(ci, { tier: 'slow', target: 't' });
      expect(gate.expected).toHaveLength(2);
      await meanwhile();
      await verbs().reportGateRuns(ci, { gateId: gate.id, finish: true });
      await use().runJobs();
      const posts = use().surface.messages.filter(({ card }) => JSON.stringify(card).includes(`/gates/${gate.id}"`));
      return posts.map(({ channel }) => channel);
    };
    expect(await heard(() => toTier('fast', mine.first.id))).toEqual(['reviews']);
    expect(await heard(() => sql('delete from scenarios where id = $1', mine.first.id))).toEqual(['reviews']);
  });

  test('a scenario with judge checks begins without a history where another judge runs the gate', async () => {
    const agent = newAgent();
    const judged = { kind: 'judge' as const, rubric: 'The agent is polite.' };
    await addScenario(use(), { id: 'SC-9001', agent, checks: [judged] });
    const open = (judgeVersion: string) => verbs().openGate(ci, { target: 't', agent, judgeVersion });
    const { gate, scenarios } = await open('model-a/1');
    const judge = { version: 'model-a/1', holds: 2, broken: 0, unknown: 0 };
    const checks = [{ check: judged, status: 'pass' as const, reason: 'It holds.', judge }];
    const passes = Array.from({ length: 6 }, () => report(scenarios[0] as Scenario, 'pass', { checks }));
    const done = await verbs().reportGateRuns(ci, { gateId: gate.id, runs: passes });
    expect(done).toMatchObject({ state: 'passed' });
    expect((await open('model-a/1')).gate.expected).toMatchObject([{ baseline: { seen: 5 } }]);
    expect((await open('model-b/1')).gate.expected).toMatchObject([{ baseline: { seen: 0 } }]);
  });

  test('a gate that does not exist is not found', async () => {
    const missing = verbs().reportGateRuns(ci, { gateId: 'G-99999' });
    await expect(missing).rejects.toMatchObject({ code: 'not_found' });
  });
});
