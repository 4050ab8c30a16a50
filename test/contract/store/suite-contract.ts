import { expect, it } from 'vitest';
import { hours, newRun, newScenario, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };

export function suiteContract(use: () => TestStore): void {
  scenarios(use);
  gates(use);
  baselines(use);
  laterHistory(use);
  deployments(use);
}

function scenarios(use: () => TestStore): void {
  const write = writer(use);

  it('keeps one scenario a call, and its last outcome by the newest run that is no proof', async () => {
    const insert = (id: string) =>
      write(ctx, quiet, (tx) =>
        tx.scenarios.insert(newScenario(id, 's-call', { content: { ...newScenario('', '').content, agent: 'suite' } })),
      );
    expect([await insert('SC-2'), await insert('SC-10')]).toEqual([true, false]);
    const stored = await use().store.scenarios.ofCall('s-call');
    expect(stored).toEqual({
      ...newScenario('SC-2', 's-call'),
      content: { ...newScenario('', '').content, agent: 'suite' },
    });
    const runs = [
      newRun('run-2', 'SC-2', { outcome: 'fail', startedAt: hours(2) }),
      newRun('run-1', 'SC-2', { outcome: 'pass', startedAt: hours(1) }),
      newRun('run-3', 'SC-2', { outcome: 'error', startedAt: hours(3), kind: 'proof' }),
    ];
    for (const run of runs) expect(await write(ctx, quiet, (tx) => tx.scenarios.addRun(run))).toBe(true);
    expect(await write(ctx, quiet, (tx) => tx.scenarios.addRun(runs[0] as never))).toBe(false);
    expect((await use().store.scenarios.runs('SC-2', 9)).map((run) => run.id)).toEqual(['run-3', 'run-2', 'run-1']);
    expect(await use().store.scenarios.run('run-1')).toEqual(runs[1]);
    expect(await write(ctx, quiet, (tx) => tx.scenarios.addOccurrence('SC-2', 'other', 'ann', noon))).toBe(true);
    expect(await use().store.scenarios.list({ agents: ['suite'], limit: 9 })).toMatchObject([
      { id: 'SC-2', occurrences: 2, lastOutcome: 'fail', lastRunAt: hours(2), hasApprovedPass: false },
    ]);
  });
}

const gate = {
  id: 'G-1',
  tier: 'slow' as const,
  target: 'sample',
  state: 'running' as const,
  expected: [],
  startedBy: 'ci',
  startedAt: noon,
};

function gates(use: () => TestStore): void {
  const write = writer(use);

  it('takes the runs of a gate in one go, repeats left out, and finishes it once', async () => {
    await write(ctx, quiet, async (tx) => {
      for (const n of [10, 9]) {
        const content = { ...newScenario('', '').content, agent: 'gated' };
        await tx.scenarios.insert(
          newScenario(`SC-${n}0`, `g-${n}`, { tier: 'slow', content, failureModes: ['gated'] }),
        );
      }
      await tx.gates.insert(gate);
    });
    const { scenarios: reads } = use().store;
    const suite = await reads.suite('slow', ['gat*']);
    expect(suite.map((s) => s.id)).toEqual(['SC-90', 'SC-100']);
    expect(await reads.heads('slow', ['gat*'])).toEqual(
      suite.map(({ id, version, identityHash }) => ({ id, version, identityHash, agent: 'gated' })),
    );
    expect(await reads.wholes(['SC-100', 'SC-none', 'SC-90'])).toEqual([...suite].reverse());
    expect(await reads.wholes(['SC-100'], ['other'])).toEqual([]);
    const runs = [
      newRun('ga', 'SC-90', { gateId: 'G-1', kind: 'gate', outcome: 'fail' }),
      newRun('gb', 'SC-100', { gateId: 'G-1', kind: 'gate' }),
    ];
    expect(await write(ctx, quiet, (tx) => tx.gates.addRuns(runs))).toEqual(new Set(['ga', 'gb']));
    const again = [...runs, newRun('gc', 'SC-90', { gateId: 'G-1', kind: 'gate', startedAt: hours(1) })];
    expect(await write(ctx, quiet, (tx) => tx.gates.addRuns(again))).toEqual(new Set(['gc']));
    expect((await use().store.gates.runs('G-1')).map((run) => run.id)).toEqual(['ga', 'gb', 'gc']);
    expect(await use().store.gates.reported('G-1')).toEqual({ scenarios: 2, runs: 3 });
    const line = (id: string, outcome = 'pass', more = {}) => ({
      scenarioId: id,
      scenarioVersion: 1,
      grader: 1,
      identityHash: 'abc',
      title: 'Asks before it cancels',
      outcome,
      reason: `It ended as ${outcome}.`,
      ...more,
    });
    const both = [line('SC-90', 'fail', { turn: 3 }), line('SC-90')];
    expect(await use().store.gates.runLines('G-1', ['SC-90'])).toEqual(both);
    expect(await use().store.gates.runLines('G-1')).toEqual([line('SC-100'), ...both]);
    const summary = {
      total: 2,
      passed: 1,
      failed: 1,
      diverged: 0,
      errors: 0,
      missing: 0,
      lines: [],
      headline: '1 of 2 failed',
    };
    const finish = () => write(ctx, quiet, (tx) => tx.gates.finish('G-1', 'failed', summary, hours(2)));
    expect([await finish(), await finish()]).toEqual([true, false]);
    expect(await use().store.gates.get('G-1')).toMatchObject({ state: 'failed', summary, finishedAt: hours(2) });
  });
}

function baselines(use: () => TestStore): void {
  const write = writer(use);

  it('holds a scenario against its last twenty accepted runs of this version and these checks', async () => {
    const id = 'SC-700';
    const want = { scenarioId: id, version: 1, identityHash: 'abc' };
    const open = { ...gate, id: 'G-70', expected: [want], candidateVersion: 'v9', agent: 'orders' };
    await write(ctx, quiet, async (tx) => {
      await tx.scenarios.insert(newScenario(id, 'b-call'));
      await tx.gates.insert(open);
      const run = (n: number, fields = {}) =>
        newRun(`base-${n}`, id, { gateId: 'G-70', kind: 'gate', startedAt: hours(n), ...fields });
      const other = { ...run(31).report, grader: 2 };
      const runs = Array.from({ length: 25 }, (_, n) => run(n, { outcome: n < 6 ? 'fail' : 'pass' }));
      await tx.gates.addRuns([...runs, run(30, { outcome: 'error' }), run(31, { report: other })]);
    });
    const read = async () => (await use().store.gates.baselines([id], 1)).get(id);
    expect(await read()).toEqual({ passes: 0, fails: 0, lastPassed: false, seen: 5 });
    expect(await use().store.gates.isApproved(open)).toBe(false);
    await write(ctx, quiet, async (tx) => {
      expect([await tx.gates.approve('G-70', 'ann', noon), await tx.gates.approve('G-70', 'bob', noon)]).toEqual([
        true,
        false,
      ]);
      await tx.gates.acceptRuns('G-70', []);
      await tx.gates.setFailing([id], [], noon);
      await tx.gates.setFailing([id], [], hours(5));
      const until = hours(24);
      const exemption = {
        scenarioId: id,
        kind: 'flaky' as const,
        owner: 'ann',
        reason: 'r',
        acceptedBy: 'x',
        since: noon,
        until,
      };
      await tx.gates.exempt([exemption], false);
      await tx.gates.exempt([{ ...exemption, owner: 'bob' }], false);
    });
    expect(await use().store.gates.isApproved(open)).toBe(true);
    expect(await read()).toEqual({
      passes: 19,
      fails: 1,
      lastPassed: true,
      seen: 5,
      failingSince: noon.toISOString(),
      exemptions: [{ kind: 'flaky', owner: 'ann', until: hours(24).toISOString() }],
    });
    expect(await use().store.scenarios.get(id)).toMatchObject({ approvedPasses: 20 });
    await write(ctx, quiet, async (tx) => {
      await tx.gates.setFailing([], [id], noon);
      await tx.gates.endExemptions([id], 'flaky');
    });
    expect(await read()).toEqual({ passes: 19, fails: 1, lastPassed: true, seen: 5 });
  });
}

function laterHistory(use: () => TestStore): void {
  const write = writer(use);

  it('takes one pass in the newest approved gate for a pass of the baseline, whichever of its runs it was', async () => {
    const id = 'SC-701';
    const read = async () => (await use().store.gates.baselines([id], 1)).get(id)?.lastPassed;
    const approve = (gateId: string, from: number, outcomes: readonly ('pass' | 'fail')[]) =>
      write(ctx, quiet, async (tx) => {
        const want = { scenarioId: id, version: 1, identityHash: 'abc' };
        await tx.gates.insert({ ...gate, id: gateId, expected: [want], candidateVersion: gateId });
        const run = (outcome: 'pass' | 'fail', n: number) =>
          newRun(`${gateId}-${n}`, id, { gateId, kind: 'gate', startedAt: hours(from + n), outcome });
        await tx.gates.addRuns(outcomes.map(run));
        await tx.gates.approve(gateId, 'ann', noon);
        await tx.gates.acceptRuns(gateId, []);
      });
    await write(ctx, quiet, (tx) => tx.scenarios.insert(newScenario(id, 'c-call')));
    await approve('G-71', 0, ['fail', 'pass', 'fail']);
    expect(await read()).toBe(true);
    await approve('G-72', 10, ['fail', 'fail', 'fail']);
    expect(await read(), 'what an older gate passed tells nothing of the newest').toBe(false);
  });

  it('counts nights of an approved version, and nothing of an edited scenario', async () => {
    const id = 'SC-702';
    const read = async () => (await use().store.gates.baselines([id], 1)).get(id);
    const night = (n: number, agentVersion: string) =>
      newRun(`night-${n}`, id, { kind: 'nightly', agentVersion, outcome: 'fail', startedAt: hours(40 + n) });
    await write(ctx, quiet, async (tx) => {
      await tx.scenarios.insert(newScenario(id, 'd-call'));
      await tx.gates.insert({ ...gate, id: 'G-73', expected: [], candidateVersion: 'v19', agent: 'orders' });
      await tx.gates.approve('G-73', 'ann', noon);
      for (const run of [night(1, 'v19'), night(2, 'v20')]) await tx.scenarios.addRun(run);
      await tx.gates.acceptNightRuns(['night-1', 'night-2']);
    });
    expect(await read(), 'only nights of an approved version count').toMatchObject({
      passes: 0,
      fails: 1,
      lastPassed: false,
    });
    const listed = async () => (await use().store.scenarios.list({ limit: 500 })).find((one) => one.id === id);
    expect(await listed()).toMatchObject({ version: 1, hasApprovedPass: false });
    await write(ctx, quiet, async (tx) => {
      await tx.scenarios.addRun({ ...night(3, 'v19'), outcome: 'pass' });
      await tx.gates.acceptNightRuns(['night-3']);
    });
    expect(await listed()).toMatchObject({ version: 1, hasApprovedPass: true });
    const { title, failureModes, content } = newScenario(id, 'd-call');
    const edited = { title, failureModes, content, identityHash: 'edited', version: 2 };
    await write(ctx, quiet, (tx) => tx.scenarios.edit(id, edited));
    expect(await read(), 'an edited scenario has no history yet').toMatchObject({ passes: 0, fails: 0, seen: 0 });
    expect(await listed()).toMatchObject({ version: 2, hasApprovedPass: false });
  });
}

function deployments(use: () => TestStore): void {
  const write = writer(use);

  it('refuses runs of a scenario that is not there', async () => {
    const adding = write(ctx, quiet, (tx) => tx.gates.addRuns([newRun('zz', 'SC-0')]));
    await expect(adding).rejects.toMatchObject({ name: 'AppError', code: 'invalid' });
  });

  it('returns the stored deployment when it is announced twice', async () => {
    const deployment = {
      id: 'd1',
      agent: 'orders',
      version: 'v15',
      share: 1,
      liveAt: noon,
      createdBy: 'ci',
      createdAt: noon,
    };
    const first = await write(ctx, quiet, (tx) => tx.fixes.insertDeployment(deployment));
    const second = await write(ctx, quiet, (tx) => tx.fixes.insertDeployment({ ...deployment, id: 'd2' }));
    expect([first, second]).toEqual([deployment, deployment]);
  });
}
