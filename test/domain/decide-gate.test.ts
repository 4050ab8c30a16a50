import { describe, expect, test } from 'vitest';
import { decideGate } from '#src/domain/decide-gate.ts';
import type { Baseline, Expected } from '#src/domain/gate.ts';
import { type GateRun, judgeScenario } from '#src/domain/judge-scenario.ts';
import type { RunOutcome } from '#src/domain/scenario.ts';

const expected = ['SC-1', 'SC-2', 'SC-10'].map((scenarioId) => ({
  scenarioId,
  version: 2,
  identityHash: `h-${scenarioId}`,
  baseline: { passes: 0, fails: 0, lastPassed: false, seen: 5 },
}));
const now = new Date('2026-11-20T12:00:00Z');

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
  [
    'one was run twice: nobody knows which counts',
    [run('SC-1'), run('SC-1', 'fail'), run('SC-2'), run('SC-10')],
    'undecided',
    ['SC-1 doubled'],
  ],
  ['a stranger passed in place of one', [run('SC-1'), run('SC-2'), run('SC-99')], 'undecided', ['SC-10 missing']],
])('%s', (_, runs, state, lines) => {
  const decided = decideGate({ expected, runs, titles: new Map(), now });
  expect(decided.state).toBe(state);
  expect(decided.summary.lines.map(({ scenarioId, outcome }) => `${scenarioId} ${outcome}`)).toEqual(lines);
  expect(decided.summary.lines.every(({ blocks }) => blocks)).toBe(true);
  const { passed, failed, diverged, errors, missing, total } = decided.summary;
  expect(passed + failed + diverged + errors + missing).toBe(total);
});

test('a tier without scenarios blocks nothing, and says so', () => {
  const decided = decideGate({ expected: [], runs: [], titles: new Map(), now });
  expect(decided).toMatchObject({ state: 'passed', summary: { total: 0 } });
  expect(decided.summary.headline).toContain('nothing to check');
});

test('a line tells the title, the reason and the turn that broke', () => {
  const titles = new Map([['SC-2', 'Refunds without asking']]);
  const { summary } = decideGate({ expected, runs: [run('SC-2', 'fail', { turn: 6 })], titles, now });
  expect(summary.lines[0]).toEqual({
    scenarioId: 'SC-2',
    title: 'Refunds without asking',
    outcome: 'fail',
    blocks: true,
    reason: 'why',
    turn: 6,
    passes: 0,
    runs: 1,
    standing: 'newly',
  });
});

describe('one scenario against its own history', () => {
  const history = (passes: number, fails = 0, more: Partial<Baseline> = {}): Baseline => ({
    passes,
    fails,
    lastPassed: true,
    seen: 0,
    ...more,
  });
  const OUTCOMES: Record<string, RunOutcome> = { p: 'pass', f: 'fail', d: 'diverged', e: 'error' };
  const judge = (baseline: Baseline, told: string) =>
    judgeScenario(
      { ...(expected[0] as Expected), baseline },
      [...told].map((letter) => run('SC-1', OUTCOMES[letter])),
    );

  test.each<[string, Baseline, string, string, number]>([
    ['the first candidate that passes runs it five times more', history(0), 'p', 'missing', 6],
    ['and passes when all do', history(0), 'pppppp', 'pass', 6],
    ['or all but one', history(0), 'pppfpp', 'wobbly', 6],
    ['but not with two', history(0), 'pppffp', 'fail', 6],
    ['the next candidate runs it once', history(0, 0, { seen: 5 }), 'p', 'pass', 1],
    ['without an approved pass a failure blocks at once', history(0, 0, { seen: 5 }), 'f', 'fail', 1],
    ['a pass is enough', history(3), 'p', 'pass', 1],
    ['a failure is run twice more', history(3), 'f', 'missing', 3],
    ['few accepted passes: none of three blocks', history(7), 'fff', 'fail', 3],
    ['few accepted passes: one of three does not', history(7), 'ffp', 'wobbly', 3],
    ['none of three where the approved baseline failed', history(3, 1, { lastPassed: false }), 'fff', 'wobbly', 3],
    ['seven of twenty: none of three is no worse', history(7, 13), 'fff', 'wobbly', 3],
    ['eight accepted passes: none of three blocks', history(8), 'fff', 'fail', 3],
    ['twenty: one of three is run twice more', history(20), 'ffp', 'missing', 5],
    ['twenty: one of five blocks', history(20), 'ffpff', 'fail', 5],
    ['twenty: two of five block', history(20), 'ffpfp', 'fail', 5],
    ['twenty: two of three pass', history(20), 'fpp', 'wobbly', 3],
    ['eighteen of twenty: none of three is run twice more', history(18, 2), 'fff', 'missing', 5],
    ['eighteen of twenty: none of five blocks', history(18, 2), 'fffff', 'fail', 5],
    ['fifteen of twenty: one of five passes', history(15, 5), 'fffpf', 'wobbly', 5],
    ['a run that could not be held is held again', history(20), 'e', 'error', 2],
    ['and counts for nothing', history(20), 'ep', 'pass', 2],
    ['but not for ever', history(20), 'eee', 'error', 3],
    ['an error between does not count either', history(20), 'fepp', 'wobbly', 4],
    ['what diverged is neither', history(20), 'fdp', 'diverged', 3],
    ['a surplus result decides nothing', history(20), 'pf', 'doubled', 2],
  ])('%s', (_, baseline, told, outcome, wanted) => {
    expect(judge(baseline, told)).toMatchObject({ outcome, wanted });
  });

  test('another version of the checks proves nothing', () => {
    const told = [run('SC-1', 'pass', { grader: 999 })];
    expect(judgeScenario(expected[0] as Expected, told)).toMatchObject({ outcome: 'outdated' });
  });
});

describe('what only warns', () => {
  const until = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString();
  const decide = (baseline: Partial<Baseline>, told: RunOutcome[], more = {}) =>
    decideGate({
      expected: [
        {
          scenarioId: 'SC-1',
          version: 2,
          identityHash: 'h-SC-1',
          baseline: { passes: 0, fails: 0, lastPassed: false, seen: 0, ...baseline },
        },
      ],
      runs: told.map((outcome) => run('SC-1', outcome)),
      titles: new Map(),
      now,
      ...more,
    });

  test.each([
    ['known failing, accepted', 13, 'passed'],
    ['known failing, run out', 0, 'failed'],
  ] as const)('%s', (_, days, state) => {
    const exemptions = [{ kind: 'known_failing' as const, owner: 'ann', until: until(days) }];
    const decided = decide({ exemptions }, ['fail']);
    expect(decided).toMatchObject({
      state,
      summary: { warned: state === 'passed' ? 1 : 0, lines: [{ outcome: 'fail' }] },
    });
  });

  test('known failing excuses no missing result, and none that could not be run', () => {
    const exemptions = [{ kind: 'known_failing' as const, owner: 'ann', until: until(3) }];
    expect(decide({ exemptions }, []).state).toBe('undecided');
    expect(decide({ exemptions }, ['error'])).toMatchObject({ state: 'undecided', summary: { errors: 1, warned: 0 } });
  });

  test('a flaky one warns for a while, then blocks', () => {
    const none: RunOutcome[] = ['fail', 'fail', 'fail', 'fail', 'fail'];
    const flaky = { passes: 17, fails: 3, lastPassed: true };
    const first = decide(flaky, none);
    expect(first).toMatchObject({ state: 'passed', flaky: ['SC-1'] });
    expect(first.summary.lines[0]?.note).toBe('Flaky (17 of its last 20 accepted runs passed); only warns for now.');
    const at = (days: number) => ({
      ...flaky,
      exemptions: [{ kind: 'flaky' as const, owner: 'bob', until: until(days) }],
    });
    expect(decide(at(2), none).state).toBe('passed');
    expect(decide(at(-2), none).state).toBe('failed');
  });

  test('an override lets through what it names, and nothing else', () => {
    const override = { byId: 'a', byName: 'ann', reason: 'hotfix', at: until(0), until: until(1), alarm: false };
    expect(decide({}, ['fail'], { override: { ...override, scenarioIds: ['SC-1'] } }).state).toBe('overridden');
    expect(decide({}, ['fail'], { override: { ...override, scenarioIds: ['SC-2'] } }).state).toBe('failed');
    expect(decide({}, ['error'], { override: { ...override, scenarioIds: ['SC-1'] } }).state).toBe('undecided');
  });

  test('newly and still failing, and fixed, are told apart', () => {
    const failingSince = until(-6);
    expect(decide({}, ['fail']).summary.lines[0]).toMatchObject({ standing: 'newly' });
    const still = decide({ failingSince }, ['fail']).summary;
    expect(still).toMatchObject({ headline: '1 of 1 scenario failed (0 newly, 1 still): do not deploy.' });
    expect(still.lines[0]).toMatchObject({ standing: 'still', since: failingSince });
    const fixed = decide({ failingSince, seen: 5 }, ['pass']);
    expect(fixed.summary.fixed).toEqual([{ scenarioId: 'SC-1', title: 'SC-1', since: failingSince }]);
    // What is no worse than its history warns, and goes on failing.
    const noWorse = decide({ passes: 7, fails: 13, failingSince }, ['fail', 'fail', 'fail']);
    const lines = [{ blocks: false, standing: 'still', since: failingSince }];
    expect(noWorse).toMatchObject({ state: 'passed', failing: ['SC-1'], passing: [], summary: { lines } });
    expect(decide({ passes: 7, fails: 13 }, ['fail', 'pass', 'fail'])).toMatchObject({
      failing: [],
      passing: ['SC-1'],
    });
  });
});

test('a general slide blocks though no scenario does', () => {
  const many = Array.from({ length: 60 }, (_, i) => `SC-${i}`);
  const baseline = { passes: 20, fails: 0, lastPassed: true, seen: 5 };
  const runs = many.flatMap((id, i) => (i < 8 ? [run(id, 'fail'), run(id), run(id)] : [run(id)]));
  const decide = (own: Baseline = baseline) => {
    const of = (id: string, i: number) => ({ ...want(id), baseline: i < 8 ? own : baseline });
    return decideGate({ expected: many.map(of), runs, titles: new Map(), now });
  };
  const want = (scenarioId: string) => ({ scenarioId, version: 2, identityHash: `h-${scenarioId}` });
  const decided = decide();
  expect(decided).toMatchObject({ state: 'failed', summary: { failed: 0, passed: 60, alarm: { failed: 8, of: 60 } } });
  expect(decided.summary.headline).toContain('The suite as a whole got worse: 8 of 60');
  const known = (until: string) => ({
    ...baseline,
    exemptions: [{ kind: 'known_failing' as const, owner: 'ann', until }],
  });
  expect(decide(known('2026-11-21T12:00:00Z')).summary.alarm, 'known failing today').toBeUndefined();
  expect(decide(known('2026-11-19T12:00:00Z')).summary.alarm, 'known failing until yesterday').toMatchObject({
    of: 60,
  });
});
