import { expect, it } from 'vitest';
import { hours, newRun, newScenario, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };

/** Of scenarios that a model judges. */
export function judgedHistoryContract(use: () => TestStore): void {
  const write = writer(use);

  it('holds a scenario with judge checks against runs of the same judge, any other against all of them', async () => {
    const judged = { kind: 'judge' as const, rubric: 'The agent is polite.' };
    await write(ctx, quiet, async (tx) => {
      for (const [id, checks] of [['SC-710', [judged]] as const, ['SC-711', [{ kind: 'transfers' }]] as const]) {
        const { content } = newScenario('', '');
        await tx.scenarios.insert(newScenario(id, `j-${id}`, { content: { ...content, checks: [...checks] } }));
        const runs = ['old', 'old', 'new', undefined].map((version, n) => {
          const run = newRun(`${id}-${n}`, id, { kind: 'gate', startedAt: hours(n) });
          const judge = version && { version: `${version}/1`, holds: 2, broken: 0, unknown: 0 };
          const checked = { check: judged, status: 'pass' as const, reason: 'It holds.', ...(judge && { judge }) };
          return { ...run, report: { ...run.report, checks: [checked] } };
        });
        await tx.gates.addRuns(runs);
      }
      await tx.sql(`update runs set accepted = true where scenario_id in ('SC-710', 'SC-711')`, []);
    });
    const read = async (judge?: string) => {
      const found = await use().store.gates.baselines(['SC-710', 'SC-711'], 1, judge);
      return ['SC-710', 'SC-711'].map((id) => [found.get(id)?.passes, found.get(id)?.seen]);
    };
    const all = [4, 4];
    expect(await read()).toEqual([all, all]);
    expect(await read('old/1')).toEqual([[3, 3], all]);
    expect(await read('new/1')).toEqual([[2, 2], all]);
    expect(await read('a "newer" one')).toEqual([[1, 1], all]);
  });
}
