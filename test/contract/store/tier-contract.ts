import { expect, it } from 'vitest';
import { hours, newRun, newScenario, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };

export function tierContract(use: () => TestStore): void {
  standings(use);
  moves(use);
  changes(use);
}

const flaky = { kind: 'flaky', owner: 'ann', reason: 'wavers', acceptedBy: 'Ratchet', since: noon } as const;
const fields = {
  content: { ...newScenario('', '').content, agent: 'tiered' },
  patternKey: 'tiered · compliance:consent · - · -',
  failureModes: ['tiered'],
};
const standingOf = async (use: () => TestStore, at = hours(5)) =>
  (await use().store.tiers.standings(at)).find(({ id }) => id === 'SC-501');

function standings(use: () => TestStore): void {
  const write = writer(use);

  it('tells how a scenario stands, and that it is exempt until the time is over', async () => {
    await write(ctx, quiet, async (tx) => {
      await tx.scenarios.insert(newScenario('SC-501', 't-1', fields));
      await tx.scenarios.addOccurrence('SC-501', 't-2', 'ann', hours(5));
      for (const [n, outcome] of (['pass', 'pass', 'fail', 'error'] as const).entries())
        await tx.scenarios.addRun(
          newRun(`t-run-${n}`, 'SC-501', { outcome, startedAt: hours(n), durationMs: n * 1_000 }),
        );
    });
    expect(await standingOf(use)).toEqual({
      id: 'SC-501',
      agent: 'tiered',
      tier: 'fast',
      failureModes: ['tiered'],
      compliance: true,
      lastFailureAt: hours(5),
      unpassed: true,
      passes: 2,
      runs: 3,
      seconds: 1.5,
      scriptLines: 1,
    });
    await write(ctx, quiet, (tx) => tx.gates.exempt([{ ...flaky, scenarioId: 'SC-501', until: hours(6) }], false));
    expect(await standingOf(use)).toMatchObject({ exempt: 'flaky' });
    expect(await standingOf(use, hours(6))).not.toHaveProperty('exempt');
  });
}

function moves(use: () => TestStore): void {
  const write = writer(use);

  it('moves a scenario only from where it stands', async () => {
    const move = {
      id: 'm-1',
      scenarioId: 'SC-501',
      from: 'fast',
      to: 'archived',
      why: 'swap',
      reason: 'old',
      at: hours(6),
    } as const;
    expect(await write(ctx, quiet, (tx) => tx.tiers.move([move]))).toEqual(new Set(['SC-501']));
    expect(await write(ctx, quiet, (tx) => tx.tiers.move([{ ...move, id: 'm-2' }]))).toEqual(new Set());
    await write(ctx, quiet, (tx) => tx.tiers.setPin('SC-501', 'slow'));
    expect(await standingOf(use)).toMatchObject({ tier: 'archived', pin: 'slow' });
    const { tiers: reads } = use().store;
    expect(await reads.moves({ scenarioId: 'SC-501', limit: 9 })).toEqual([move]);
    expect(await reads.swaps(noon)).toMatchObject({ tiered: 1 });
    expect([await reads.hasArchived('tiered'), await reads.hasArchived('nobody')]).toEqual([true, false]);
    const archived = [{ id: 'SC-501', title: 'Asks before it cancels', failureModes: ['tiered'] }];
    expect(await reads.archived('tiered', { patternKey: fields.patternKey })).toEqual(archived);
    expect(await reads.archived('tiered', { ids: ['SC-501', 'SC-2'] })).toEqual(archived);
    expect(await reads.archived('nobody', { ids: ['SC-501'] })).toEqual([]);
  });
}

function changes(use: () => TestStore): void {
  const write = writer(use);

  it('counts what was retired, brought back, failing and flaky in a span, for the agents asked about', async () => {
    const content = { ...newScenario('', '').content, agent: 'counted' };
    const moves = [
      ['SC-511', 'slow', 'archived', 1],
      ['SC-512', 'slow', 'archived', 1],
      ['SC-512', 'archived', 'slow', 2],
      ['SC-511', 'archived', 'slow', 48],
    ] as const;
    await write(ctx, quiet, async (tx) => {
      for (const id of ['SC-511', 'SC-512']) {
        await tx.scenarios.insert(newScenario(id, `c-${id}`, { content, tier: 'slow' }));
      }
      // Fifteen of twenty pass: neither fit to block nor known to fail.
      for (let n = 0; n < 20; n += 1) {
        const outcome = n % 4 === 3 ? 'fail' : 'pass';
        await tx.scenarios.addRun(newRun(`c-run-${n}`, 'SC-511', { outcome, startedAt: hours(n) }));
      }
      await tx.sql("update runs set accepted = true where scenario_id = 'SC-511'");
      for (const [n, [scenarioId, from, to, hour]] of moves.entries()) {
        const why = from === 'archived' ? 'resurrected' : 'age';
        await tx.tiers.move([{ id: `c-m-${n}`, scenarioId, from, to, why, reason: 'test', at: hours(hour) }]);
      }
    });
    const within = (from: number, to: number, agents = ['counted']) =>
      use().store.reports.suiteChanges(hours(from), hours(to), agents);
    expect(await within(0, 24)).toMatchObject({ retired: 2, resurrected: 1, failing: 1, flaky: 1 });
    expect(await within(24, 72)).toMatchObject({ added: 0, retired: 0, resurrected: 1 });
    expect(await within(0, 72, ['nobody'])).toEqual({ added: 0, retired: 0, resurrected: 0, failing: 0, flaky: 0 });
  });
}
