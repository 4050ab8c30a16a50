import type { RunReport } from './run.ts';
import type { Reproduction } from './scenario.ts';

/** What the runs of a proof say: a scenario reproduces when every run on the version that failed fails again. */
export function decideReproduction(
  runs: readonly Pick<RunReport, 'outcome' | 'reason'>[],
  version: string | undefined,
): { reproduction: Reproduction; note: string } {
  const on = version ? ` on ${version}` : '';
  const count = (outcome: RunReport['outcome']) => runs.filter((run) => run.outcome === outcome).length;
  const failed = count('fail');
  const of = `of ${runs.length}`;
  const why = (outcome: RunReport['outcome']) => runs.find((run) => run.outcome === outcome)?.reason ?? '';
  if (failed === runs.length && failed > 0)
    return { reproduction: 'reproduces', note: `reproduces${on} (${failed} ${of}): ${why('fail')}` };
  if (failed > 0)
    return { reproduction: 'reproduces', note: `reproduces${on} only sometimes (${failed} ${of}): ${why('fail')}` };
  if (count('error') === runs.length)
    return { reproduction: 'error', note: `could not be replayed${on}: ${why('error')}` };
  if (count('diverged') > 0)
    return { reproduction: 'diverged', note: `diverged${on} (${count('diverged')} ${of}): ${why('diverged')}` };
  if (count('error') > 0)
    return { reproduction: 'error', note: `could not be replayed${on} (${count('error')} ${of}): ${why('error')}` };
  return {
    reproduction: 'does_not_reproduce',
    note: `does not reproduce${on} (0 ${of} failed): the agent passed every check. Look at its state and checks, or keep it as a guard.`,
  };
}
