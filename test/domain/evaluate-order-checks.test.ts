import { describe, expect, it } from 'vitest';
import type { Check } from '#src/domain/check.ts';
import { checkProblems } from '#src/domain/check-problems.ts';
import { evaluateChecks } from '#src/domain/evaluate-checks.ts';
import { a, CANCEL, c, call, OPEN, rows, used } from './check-rows.ts';

describe('tool_sequence', () => {
  const check: Check = { kind: 'tool_sequence', tools: [{ tool: 'look_up' }, { tool: 'cancel_*' }] };
  const strict: Check = { ...check, strict: true };
  const withId: Check = {
    ...check,
    tools: [{ tool: 'look_up' }, { tool: 'cancel_plan', args: { id: { equals: 8 } } }],
  };
  const FOUND = used('look_up');
  rows([
    ['in order', check, [...FOUND, ...CANCEL], 'pass', 2],
    ['another between', check, [...FOUND, ...used('refund'), ...CANCEL], 'pass', 4],
    ['another between, strictly', strict, [...FOUND, ...used('refund'), ...CANCEL], 'fail', 5],
    ['a second time in one row', strict, [...FOUND, ...used('refund'), ...FOUND, ...CANCEL], 'pass', 6],
    ['the other way round', check, [...CANCEL, ...FOUND], 'fail', 3],
    ['the second is missing', check, [...FOUND, a('bye')], 'fail', 2],
    ['with other arguments', withId, [...FOUND, ...CANCEL], 'fail', 3],
    ['done before a divergence', check, [...FOUND, ...CANCEL, call('x')], 'pass', 2, 4],
    ['not done before a divergence', check, [...FOUND, call('x'), ...CANCEL], 'undecided', 2, 2],
  ]);
});

describe('asks_before', () => {
  const check: Check = { kind: 'asks_before', tool: 'cancel_plan' };
  const ask = a('Shall I cancel it now?');
  rows([
    ['asked and answered', check, [...OPEN, ask, c('Do'), ...CANCEL], 'pass', 2],
    ['not asked', check, [...OPEN, ...CANCEL], 'fail', 2],
    ['asked and not answered', check, [...OPEN, ask, ...CANCEL], 'fail', 3],
    ['a last question that nobody answered', check, [...OPEN, ask, c('Hm'), a('Sure?'), ...CANCEL], 'fail', 5],
    ['one question for two calls', check, [...OPEN, ask, c('Do'), ...CANCEL, ...CANCEL], 'fail', 6],
    ['another question than asked for', { ...check, pattern: 'fee' }, [...OPEN, ask, c('Do'), ...CANCEL], 'fail', 4],
    ['the words asked for', { ...check, pattern: 'shall i' }, [...OPEN, ask, c('Do'), ...CANCEL], 'pass', 2],
    ['never called', check, OPEN, 'pass'],
    ['not called before a divergence', check, [call('x')], 'undecided', 0, 0],
    ['unasked after a divergence', check, [call('x'), ...CANCEL], 'fail', 1, 0],
  ]);
});

describe('ends_within_turns', () => {
  const check: Check = { kind: 'ends_within_turns', max: 2 };
  rows([
    ['in time', check, [c('x'), a('y'), c('z')], 'pass'],
    ['too late', check, [c('x'), c('y'), a('?'), c('z')], 'fail', 3],
    ['unknown after a divergence', check, [c('x'), call('x')], 'undecided', 1, 1],
    ['too late after a divergence', check, [call('x'), c('x'), c('y'), c('z')], 'fail', 3, 0],
  ]);
});

describe('cost_below', () => {
  const check: Check = { kind: 'cost_below', max: 0.3 };
  const cost = (amount: number, currency = 'USD') => a('x', { cost: { amount, currency } });
  rows([
    ['as much as allowed', check, [cost(0.1), cost(0.2)], 'pass'],
    ['more', check, [cost(0.2), c('x'), cost(0.2)], 'fail', 2],
    ['in another currency', { ...check, currency: 'EUR' }, [cost(0.1)], 'undecided'],
    ['not stated', check, [a('x')], 'undecided'],
    ['more after a divergence', check, [call('x'), cost(0.4)], 'fail', 1, 0],
  ]);
});

describe('arguments', () => {
  const args = { sum: '20.004', items: [{ id: 'W1', n: 2 }], to: { zip: '10115' } };
  const called = (matchers: NonNullable<Extract<Check, { kind: 'tool_called' }>['args']>): Check => ({
    kind: 'tool_called',
    tool: 'pay',
    args: matchers,
  });
  const schema = (asked: Record<string, unknown>) => called({ $: { schema: asked } });
  rows([
    ['within the tolerance', called({ sum: { near: 20, within: 0.01 } }), used('pay', args), 'pass'],
    ['out of it', called({ sum: { near: 20, within: 0.001 } }), used('pay', args), 'fail'],
    ['no number at all', called({ to: { near: 20, within: 100 } }), used('pay', args), 'fail'],
    ['by a schema', schema({ required: ['sum'], properties: { to: { type: 'object' } } }), used('pay', args), 'pass'],
    [
      'of an item',
      schema({ properties: { items: { items: { properties: { n: { maximum: 1 } } } } } }),
      used('pay', args),
      'fail',
    ],
    ['unknown members', schema({ properties: { sum: {} }, additionalProperties: false }), used('pay', args), 'fail'],
    ['by a pattern', called({ 'to.zip': { schema: { pattern: '^\\d{5}$' } } }), used('pay', args), 'pass'],
    [
      'one of several',
      called({ 'to.zip': { schema: { oneOf: [{ type: 'number' }, { type: 'string' }] } } }),
      used('pay', args),
      'pass',
    ],
    ['not that', called({ sum: { schema: { not: { type: 'string' } } } }), used('pay', args), 'fail'],
  ]);

  it('names what of the arguments was not as the schema says, and where', () => {
    const check = schema({ properties: { items: { items: { properties: { n: { maximum: 1 } } } } } });
    const [result] = evaluateChecks({ turns: used('pay', args), checks: [check], toolEffects: {} });
    expect(result?.reason).toContain('pay was called at turn 1');
    expect(result?.reason).toContain('items.0.n is 2, not at most 1');
  });

  it('refuses schemas and patterns that it cannot walk, each at its place', () => {
    let deep: Record<string, unknown> = {};
    for (let i = 0; i < 50; i += 1) deep = { not: deep };
    const checks = [schema({ $ref: '#/x' }), schema({ minimum: 'a lot' }), schema({ pattern: '(?=x)' }), schema(deep)];
    const nested: Check = {
      kind: 'tool_sequence',
      tools: [{ tool: 'a' }, { tool: 'b', args: { id: { matches: '(' } } }],
    };
    expect(checkProblems([...checks, nested]).map(({ path }) => path)).toEqual([
      'checks.0.args.$.schema',
      'checks.1.args.$.schema',
      'checks.2.args.$.schema',
      'checks.3.args.$.schema',
      'checks.4.tools.1.args.id.matches',
    ]);
  });
});
