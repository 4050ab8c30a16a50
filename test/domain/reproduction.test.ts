import { expect, test } from 'vitest';
import { decideReproduction } from '#src/domain/reproduction.ts';
import type { RunOutcome } from '#src/domain/scenario.ts';

const runs = (...outcomes: RunOutcome[]) => outcomes.map((outcome) => ({ outcome, reason: `because of ${outcome}` }));

test.each<[string, RunOutcome[], string, string]>([
  ['every run fails', ['fail', 'fail', 'fail'], 'reproduces', 'reproduces on v14 (3 of 3): because of fail'],
  ['some runs fail', ['pass', 'fail', 'error'], 'reproduces', 'only sometimes (1 of 3)'],
  ['every run passes', ['pass', 'pass', 'pass'], 'does_not_reproduce', 'passed every check'],
  ['one run diverges', ['pass', 'diverged', 'pass'], 'diverged', '(1 of 3): because of diverged'],
  ['no run can be done', ['error', 'error', 'error'], 'error', 'could not be replayed on v14: because of error'],
  ['most runs cannot be done, and the rest pass', ['pass', 'error', 'error'], 'error', '(2 of 3): because of error'],
])('%s', (_, outcomes, reproduction, words) => {
  const decided = decideReproduction(runs(...outcomes), 'v14');
  expect(decided.reproduction).toBe(reproduction);
  expect(decided.note).toContain(words);
});

test('a version that nobody knows is not named', () => {
  expect(decideReproduction(runs('fail'), undefined).note).toMatch(/^reproduces \(1 of 1\)/);
});
