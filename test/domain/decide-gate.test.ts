import { expect, test } from 'vitest';
import { decideGate, type GateRun } from '#src/domain/decide-gate.ts';
import type { RunOutcome } from '#src/domain/scenario.ts';

const expected = ['SC-1', 'SC-2', 'SC-10'].map((scenarioId) => ({
  scenarioId,
  version: 2,
  identityHash: `h-${scenarioId}`,
}));

function run(scenarioId: string, outcome: RunOutcome = 'pass', more: Partial<GateRun> = {}): GateRun {
  return {
    scenarioId,
    scenarioVersion: 2,
    identityHash: `h-${scenarioId}`,
    title: `T ${scenarioId}`,
    outcome,
    reason: 'why',
    ...more,
  };
}

test.each<[string, GateRun[], string, string[]]>([
  ['every scenario passed', [run('SC-1'), run('SC-2'), run('SC-10')], 'passed', []],
  ['one failed', [run('SC-1'), run('SC-2', 'fail'), run('SC-10')], 'failed', ['SC-2 fail']],
  [
    'one failed and others are open',
    [run('SC-10', 'fail'), run('SC-2', 'error')],
    'failed',
    ['SC-10 fail', 'SC-2 error', 'SC-1 missing'],
  ],
  ['nothing was reported', [], 'undecided', ['SC-1 missing', 'SC-2 missing', 'SC-10 missing']],
  ['one diverged', [run('SC-1'), run('SC-2', 'diverged'), run('SC-10')], 'undecided', ['SC-2 diverged']],
  ['one could not be run', [run('SC-1'), run('SC-2', 'error'), run('SC-10')], 'undecided', ['SC-2 error']],
  [
    'one was run in another version',
    [run('SC-1', 'pass', { scenarioVersion: 1 }), run('SC-2'), run('SC-10')],
    'undecided',
    ['SC-1 outdated'],
  ],
  [
    'one was run with other content',
    [run('SC-1', 'pass', { identityHash: 'x' }), run('SC-2'), run('SC-10')],
    'undecided',
    ['SC-1 outdated'],
  ],
  [
    'an outdated one failed',
    [run('SC-1', 'fail', { scenarioVersion: 1 }), run('SC-2'), run('SC-10')],
    'undecided',
    ['SC-1 outdated'],
  ],
  [
    'one was run twice: the first counts',
    [run('SC-1', 'fail'), run('SC-1'), run('SC-2'), run('SC-10')],
    'failed',
    ['SC-1 fail'],
  ],
  ['a stranger passed in place of one', [run('SC-1'), run('SC-2'), run('SC-99')], 'undecided', ['SC-10 missing']],
])('%s', (_, runs, state, lines) => {
  const decided = decideGate(expected, runs, new Map());
  expect(decided.state).toBe(state);
  expect(decided.summary.lines.map(({ scenarioId, outcome }) => `${scenarioId} ${outcome}`)).toEqual(lines);
  expect(decided.summary.lines.every(({ blocks }) => blocks)).toBe(true);
  const { passed, failed, diverged, errors, missing, total } = decided.summary;
  expect(passed + failed + diverged + errors + missing).toBe(total);
});

test('a tier without scenarios blocks nothing, and says so', () => {
  const decided = decideGate([], [], new Map());
  expect(decided).toMatchObject({ state: 'passed', summary: { total: 0 } });
  expect(decided.summary.headline).toContain('nothing to check');
});

test('a line tells the title, the reason and the turn that broke', () => {
  const { summary } = decideGate(
    expected,
    [run('SC-2', 'fail', { turn: 6 })],
    new Map([['SC-2', 'Refunds without asking']]),
  );
  expect(summary.lines[0]).toEqual({
    scenarioId: 'SC-2',
    title: 'Refunds without asking',
    outcome: 'fail',
    blocks: true,
    reason: 'why',
    turn: 6,
  });
});
