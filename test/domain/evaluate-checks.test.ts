import { describe, expect, it } from 'vitest';
import type { Check } from '#src/domain/check.ts';
import { writesEqualFrom } from '#src/domain/checks/writes-check.ts';
import { decideOutcome, evaluateChecks } from '#src/domain/evaluate-checks.ts';
import type { Turn } from '#src/domain/turn.ts';
import { AppError } from '#src/errors.ts';
import { a, CANCEL, c, call, effects, OPEN, rows, used } from './check-rows.ts';

describe('writes_equal', () => {
  const due: Check = { kind: 'writes_equal', writes: [{ tool: 'cancel_plan', args: { id: 7 } }] };
  const none: Check = { kind: 'writes_equal', writes: [] };
  rows([
    ['exactly', due, [...used('look_up'), ...CANCEL], 'pass'],
    ['twice counts once', due, [...CANCEL, ...CANCEL], 'pass'],
    ['other arguments', due, used('cancel_plan', { id: 8 }), 'fail', 0],
    ['missing', due, OPEN, 'fail'],
    ['an extra one', due, [...CANCEL, ...used('refund')], 'fail', 2],
    ['an extra one that failed', due, [...CANCEL, ...used('refund', {}, { error: 'no' })], 'pass'],
    ['a tool nobody knows writes', due, [...CANCEL, ...used('frobnicate')], 'fail', 2],
    ['a hand-over is no write', due, [...CANCEL, ...used('transfer_to_human_agents')], 'pass'],
    ['nothing due, nothing done', none, used('look_up'), 'pass'],
    ['nothing due, something done', none, CANCEL, 'fail', 0],
    ['the due write is the divergence', due, [call('cancel_plan', { id: 7 })], 'pass', undefined, 0],
    ['missing at a divergence', due, [call('look_up')], 'undecided', 0, 0],
    ['nothing due, and diverged', none, [call('look_up')], 'undecided', 0, 0],
    ['an extra one after a divergence', due, [call('look_up'), ...used('refund')], 'fail', 1, 0],
  ]);

  it('is made from a passing call, and that call passes it', () => {
    const turns = [...used('look_up'), ...CANCEL, ...CANCEL, ...used('refund', { amount: 5 }, 'Error: limit')];
    const check = writesEqualFrom({ turns }, effects);
    expect(check.writes).toEqual([{ tool: 'cancel_plan', args: { id: 7 } }]);
    expect(evaluateChecks({ turns, checks: [check], toolEffects: effects })[0]?.status).toBe('pass');
  });

  it('takes the effect of a glob for a tool it has not seen', () => {
    const turns = used('todo_add');
    expect(evaluateChecks({ turns, checks: [none], toolEffects: { 'todo*': 'read' } })[0]?.status).toBe('pass');
    expect(evaluateChecks({ turns, checks: [none], toolEffects: {} })[0]?.status).toBe('fail');
  });
});

describe('what is said', () => {
  const says: Check = { kind: 'says', pattern: 'sorry' };
  const never: Check = { kind: 'never_says', pattern: 'guarantee[sd]?' };
  rows([
    ['said, case apart', says, [c('x'), a('I am SORRY')], 'pass', 1],
    ['said by the customer only', says, [c('sorry'), a('Fine')], 'fail'],
    ['said too late', { ...says, withinTurns: 1 }, [c('x'), a('y'), c('z'), a('sorry')], 'fail'],
    ['said in time', { ...says, withinTurns: 2 }, [c('x'), a('y'), c('z'), a('sorry')], 'pass', 3],
    ['said after a divergence', says, [call('x'), a('sorry')], 'undecided', 0, 0],
    [
      'its turns were over before the divergence',
      { ...says, withinTurns: 1 },
      [c('x'), a('y'), c('z'), call('x')],
      'fail',
      undefined,
      3,
    ],
    ['forbidden and unsaid', never, [a('We try')], 'pass'],
    ['forbidden and said', never, [a('Guaranteed!')], 'fail', 0],
    ['forbidden and said by the customer', never, [c('Guaranteed?'), a('We try')], 'pass'],
    ['forbidden and said after a divergence', never, [call('x'), a('Guaranteed!')], 'fail', 1, 0],
    [
      'forbidden and said after its turns',
      { ...never, withinTurns: 1 },
      [c('x'), a('y'), c('z'), a('guaranteed')],
      'pass',
    ],
    ['forbidden, unsaid until a divergence', never, [a('We try'), call('x')], 'undecided', 1, 1],
  ]);
});

describe('hand-over and latency', () => {
  const handoff: Turn = { kind: 'handoff', role: 'agent' };
  const yes: Check = { kind: 'transfers' };
  const no: Check = { kind: 'does_not_transfer' };
  const fast: Check = { kind: 'max_turn_latency_ms', max: 1_000 };
  rows([
    ['a hand-over', yes, [c('x'), handoff], 'pass', 1],
    ['a tool that hands over', yes, used('transfer_to_human'), 'pass', 0],
    ['a transfer of money is none', yes, used('transfer_money'), 'fail'],
    ['none', yes, OPEN, 'fail'],
    ['none before a divergence', yes, [call('x')], 'undecided', 0, 0],
    ['forbidden and done', no, [c('x'), handoff], 'fail', 1],
    ['forbidden and tried in vain', no, used('transfer_to_human', {}, 'Error: busy'), 'pass'],
    ['forbidden and done after a divergence', no, [call('x'), handoff], 'fail', 1, 0],
    ['forbidden and not done', no, OPEN, 'pass'],
    ['quick', fast, [c('x'), a('y', { latency: { e2eMs: 1_000 } })], 'pass'],
    ['slow', fast, [c('x'), a('y', { latency: { e2eMs: 1_001 } })], 'fail', 1],
    ['slow by the clock', fast, [{ ...c('x'), endMs: 100 }, a('y', { startMs: 1_200 })], 'fail', 1],
    ['not measured', fast, [c('x'), a('y')], 'undecided'],
  ]);
});

it('says what was called instead', () => {
  const check: Check = { kind: 'tool_called', tool: 'refund', args: { amount: { equals: 20 } } };
  const [found] = evaluateChecks({ turns: used('refund', { amount: 50 }), checks: [check], toolEffects: {} });
  expect(found?.reason).toBe('refund was called at turn 1, but amount was 50, not 20.');
});

it('refuses a pattern that RE2 does not take', () => {
  const check: Check = { kind: 'says', pattern: '(a' };
  expect(() => evaluateChecks({ turns: [a('a')], checks: [check], toolEffects: {} })).toThrow(AppError);
});

it.each([
  [['pass', 'pass'], undefined, 'pass'],
  [['pass', 'fail', 'undecided'], 3, 'fail'],
  [['pass', 'undecided'], 3, 'diverged'],
  [['pass'], 3, 'pass'],
  [['undecided'], undefined, 'error'],
] as const)('checks %j, diverged at %s: %s', (statuses, divergedAt, outcome) => {
  expect(
    decideOutcome(
      statuses.map((status) => ({ status })),
      divergedAt,
    ),
  ).toBe(outcome);
});
