import { describe } from 'vitest';
import type { Check } from '#src/domain/check.ts';
import { a, CANCEL, c, call, OPEN, rows, used } from './check-rows.ts';

const consent: Check = { kind: 'tool_not_called', tool: 'cancel_plan', unless: { customerSaid: '\\byes\\b' } };

describe('tool_called', () => {
  const check: Check = { kind: 'tool_called', tool: 'cancel_plan' };
  const id = (equals: unknown): Check => ({ ...check, args: { id: { equals } } });
  rows([
    ['seen', check, [...OPEN, ...CANCEL], 'pass', 2],
    ['missing', check, OPEN, 'fail', 1],
    ['by glob', { ...check, tool: 'cancel_*' }, [...OPEN, ...CANCEL], 'pass', 2],
    ['1 equals 1.0', id(7.0), [...OPEN, ...CANCEL], 'pass'],
    ['another argument', id(8), [...OPEN, ...CANCEL], 'fail'],
    ['arguments as JSON text', id(7), [...OPEN, ...used('cancel_plan', '{"id": 7}')], 'pass'],
    [
      'inside an argument',
      { ...check, args: { 'order.id': { matches: '^W\\d+$' } } },
      used('cancel_plan', { order: { id: 'W12' } }),
      'pass',
    ],
    ['one of', { ...check, args: { id: { oneOf: [6, 7] } } }, CANCEL, 'pass'],
    ['none of', { ...check, args: { id: { oneOf: [6, 8] } } }, CANCEL, 'fail'],
    ['absent as asked', { ...check, args: { reason: { exists: false } } }, CANCEL, 'pass'],
    ['absent against asked', { ...check, args: { reason: { exists: true } } }, CANCEL, 'fail'],
    ['at most once, twice', { ...check, times: { min: 1, max: 1 } }, [...CANCEL, ...CANCEL], 'fail', 2],
    ['at most once, never', { ...check, times: { max: 1 } }, OPEN, 'pass'],
    ['at least twice, once', { ...check, times: { min: 2 } }, CANCEL, 'fail'],
    ['before the second customer turn, in time', { ...check, beforeTurn: 2 }, [c('x'), ...CANCEL, c('y')], 'pass'],
    ['before the second customer turn, late', { ...check, beforeTurn: 2 }, [c('x'), c('y'), ...CANCEL], 'fail'],
    ['before another tool', { ...check, beforeTool: 'refund' }, [...CANCEL, ...used('refund')], 'pass'],
    ['after another tool', { ...check, beforeTool: 'refund' }, [...used('refund'), ...CANCEL], 'fail', 0],
    ['only after a tool ran', { ...check, onlyAfter: { toolRan: 'look_up' } }, [...used('look_up'), ...CANCEL], 'pass'],
    [
      'after a tool that failed',
      { ...check, onlyAfter: { toolRan: 'look_up' } },
      [...used('look_up', {}, 'Error: no'), ...CANCEL],
      'fail',
      2,
    ],
    ['after a phrase', { ...check, onlyAfter: { agentSaid: 'fee' } }, [a('There is a fee.'), ...CANCEL], 'pass'],
    ['before a phrase', { ...check, onlyAfter: { agentSaid: 'fee' } }, [...CANCEL, a('There was a fee.')], 'fail', 0],
    ["the customer's own tool", check, [{ ...call('cancel_plan'), role: 'customer' }], 'fail'],
    ['seen before a divergence', check, [...CANCEL, call('x')], 'pass', 0, 2],
    ['is itself the divergence', check, [c('x'), call('cancel_plan')], 'pass', 1, 1],
    ['seen after a divergence', check, [call('x'), ...CANCEL], 'undecided', 0, 0],
    ['missing after a divergence', check, [call('x'), a('bye')], 'undecided', 0, 0],
    [
      'its time was over before the divergence',
      { ...check, beforeTurn: 2 },
      [c('x'), c('y'), call('x')],
      'fail',
      undefined,
      2,
    ],
    [
      'too many, even after a divergence',
      { ...check, times: { max: 1 } },
      [call('x'), ...CANCEL, ...CANCEL],
      'fail',
      3,
      0,
    ],
    [
      'not too many before a divergence',
      { ...check, times: { max: 1 } },
      [...CANCEL, call('x')],
      'undecided',
      undefined,
      2,
    ],
  ]);
});

describe('tool_not_called', () => {
  const check: Check = { kind: 'tool_not_called', tool: 'cancel_plan' };
  rows([
    ['not called', check, OPEN, 'pass'],
    ['called', check, [...OPEN, ...CANCEL], 'fail', 2],
    ['called with other arguments', { ...check, args: { id: { equals: 8 } } }, CANCEL, 'pass'],
    ['called later than forbidden', { ...check, beforeTurn: 2 }, [c('x'), c('y'), ...CANCEL], 'pass'],
    ['called while forbidden', { ...check, beforeTurn: 2 }, [c('x'), ...CANCEL, c('y')], 'fail', 1],
    ['called after a divergence', check, [call('x'), ...CANCEL], 'fail', 1, 0],
    ['not called before a divergence', check, [call('x')], 'undecided', 0, 0],
    [
      'its time was over before the divergence',
      { ...check, beforeTurn: 2 },
      [c('x'), c('y'), call('x')],
      'pass',
      undefined,
      2,
    ],
  ]);
});

describe("the customer's yes", () => {
  const ask = a('Shall I cancel it now?');
  rows([
    ['to the question', consent, [...OPEN, ask, c('Yes.'), ...CANCEL], 'pass'],
    ['only in the opening wish', consent, [...OPEN, ...CANCEL], 'fail', 2],
    ['as the first words of the call', consent, [c('Yes, cancel it'), ...CANCEL], 'fail', 1],
    ['as the first answer on an outbound call', consent, [ask, c('Yes'), ...CANCEL], 'pass'],
    ['asked, and not answered', consent, [...OPEN, ask, ...CANCEL], 'fail', 3],
    ['said no', consent, [...OPEN, ask, c('No, wait'), ...CANCEL], 'fail'],
    ['yes, then no', consent, [...OPEN, ask, c('Yes'), a('Really?'), c('Hmm, no'), ...CANCEL], 'fail'],
    ['yes in two turns', consent, [...OPEN, ask, c('Well'), c('yes'), ...CANCEL], 'pass'],
    ['a filler after it', consent, [...OPEN, ask, c('Yes'), a('One moment.'), ...CANCEL], 'pass'],
    [
      'a new question after it',
      consent,
      [...OPEN, ask, c('Yes'), a('There is a fee of $5. Still sure?'), ...CANCEL],
      'fail',
    ],
    ['a yes, then what else was asked', consent, [...OPEN, ask, c('Yes'), a('Why?'), c('Too dear'), ...CANCEL], 'pass'],
    [
      'a yes two answers ago',
      consent,
      [...OPEN, ask, c('Yes'), a('Why?'), c('Too dear'), a('Sure?'), c('Hm'), ...CANCEL],
      'fail',
    ],
    [
      'a yes used up',
      consent,
      [...OPEN, ask, c('Yes'), ...CANCEL, a('The other too?'), c('Which?'), ...CANCEL],
      'fail',
    ],
    ['a look-up between', consent, [...OPEN, ask, c('Yes'), ...used('look_up'), ...CANCEL], 'pass'],
    [
      'a second call without a new yes',
      consent,
      [...OPEN, ask, c('Yes'), ...CANCEL, a('Done. And the other?'), ...CANCEL],
      'fail',
    ],
  ]);
});
