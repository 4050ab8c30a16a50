import { expect, it } from 'vitest';
import type { Gate, GateOverride } from '#src/domain/gate.ts';
import { hours, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const quiet = { event: 'test.done', subject: 'test' };
const summary = { total: 2, passed: 0, failed: 2, diverged: 0, errors: 0, missing: 0, lines: [], headline: 'no' };
const base: Gate = {
  id: '',
  tier: 'fast',
  target: 't',
  agent: 'ov',
  candidateVersion: 'v2',
  state: 'running',
  expected: [],
  startedBy: 'ci',
  startedAt: noon,
};
const given = (at: number, until: number, scenarioIds: string[]): GateOverride => ({
  byId: 'web:eve',
  byName: 'eve',
  reason: `given at ${at}`,
  at: hours(at).toISOString(),
  until: hours(until).toISOString(),
  scenarioIds,
  alarm: false,
});

/** What lets a scenario through: the newest override of each candidate, as long as it holds. */
export function overrideContract(use: () => TestStore): void {
  const write = writer(use);

  it('knows of a scenario which overrides let it through, and on which gate each was given', async () => {
    const add = (id: string, override: GateOverride, ended: number, more: Partial<Gate> = {}) =>
      write(contextAt(noon), quiet, async (tx) => {
        await tx.gates.insert({ ...base, ...more, id });
        await tx.gates.finish(id, 'failed', summary, hours(ended), override);
      });
    const first = given(1, 20, ['SC-801', 'SC-802']);
    await add('G-801', first, 1);
    // It ran before, and the override let it through when it ended.
    await add('G-800', first, 2, { startedAt: hours(-1) });
    await add('G-802', given(1, 3, ['SC-802']), 1, { agent: undefined as never });
    await add('G-803', given(1, 20, ['SC-801']), 1, { candidateVersion: undefined as never });
    const on = async (ids: string[], at: number) =>
      (await use().store.gates.overridesOn(ids, hours(at))).map(({ scenarioId, gateId }) => `${scenarioId} ${gateId}`);
    expect(await use().store.gates.overridesOn(['SC-801'], hours(2))).toEqual([
      {
        ...{ scenarioId: 'SC-801', gateId: 'G-801', tier: 'fast', agent: 'ov', version: 'v2', byName: 'eve' },
        ...{ reason: 'given at 1', until: hours(20) },
      },
    ]);
    expect(await on(['SC-801', 'SC-802'], 2)).toEqual(['SC-802 G-802', 'SC-801 G-801', 'SC-802 G-801']);
    expect(await on(['SC-802'], 4)).toEqual(['SC-802 G-801']);
    expect(await on(['SC-801', 'SC-802'], 21)).toEqual([]);
    // A newer one of the same candidate stands in its place, also where it lets less through.
    await add('G-804', given(5, 20, ['SC-802']), 5);
    expect(await on(['SC-801', 'SC-802'], 6)).toEqual(['SC-802 G-804']);
    expect(await on([], 6)).toEqual([]);
  });
}
