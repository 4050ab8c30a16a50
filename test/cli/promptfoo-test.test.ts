import { describe, expect, it } from 'vitest';
import { inert, promptfooTest } from '#src/cli/promptfoo/promptfoo-test.ts';
import type { Check } from '#src/domain/check.ts';
import type { Scenario } from '#src/domain/scenario.ts';
import { newScenario } from '#test/database/rows.ts';

function assertOf(check: Check, fields: Partial<Scenario> = {}) {
  const scenario = newScenario('SC-1', 'c1', fields);
  return promptfooTest({ ...scenario, content: { ...scenario.content, checks: [check] } } as Scenario);
}

describe('a check as an assertion of promptfoo', () => {
  it.each<[string, Check, Record<string, unknown>]>([
    ['plain words', { kind: 'says', pattern: 'your order' }, { type: 'icontains', value: 'your order' }],
    ['forbidden words', { kind: 'never_says', pattern: 'guarantee' }, { type: 'not-icontains', value: 'guarantee' }],
    ['alternatives', { kind: 'says', pattern: 'a (b|c)?' }, { type: 'regex', value: '[aA] ([bB]|[cC])?' }],
    [
      'forbidden alternatives',
      { kind: 'never_says', pattern: '\\bno\\b' },
      { type: 'not-regex', value: '\\b[nN][oO]\\b' },
    ],
    ['a pattern only RE2 reads', { kind: 'says', pattern: '(?s)a.b' }, { type: 'javascript', config: { check: 0 } }],
    ['one that could reach into the next line', { kind: 'says', pattern: 'a\\s+b' }, { type: 'javascript' }],
    ['a backtracking one', { kind: 'says', pattern: '(a+)+$' }, { type: 'javascript' }],
    ['within turns', { kind: 'says', pattern: 'hi', withinTurns: 2 }, { type: 'javascript' }],
    ['a template', { kind: 'says', pattern: '{{env.KEY}}' }, { type: 'javascript' }],
    [
      'a rubric',
      { kind: 'judge', rubric: 'Is kind. {{env.KEY}}' },
      { type: 'llm-rubric', value: 'Is kind. { {env.KEY}}' },
    ],
    [
      'a tool',
      { kind: 'tool_called', tool: 'refund' },
      { type: 'javascript', value: 'file://ratchet-checks.mjs:check' },
    ],
  ])('%s', (_name, check, expected) => {
    const { test } = assertOf(check);
    expect(test.assert[0]).toMatchObject(expected);
  });

  it('finds with a folded pattern what RE2 finds, and nothing else', () => {
    const value = assertOf({ kind: 'says', pattern: '(gift|credit) card\\b' }).test.assert[0]?.value ?? '';
    for (const [text, found] of [
      ['a Gift Card.', true],
      ['CREDIT CARD', true],
      ['gift cards', false],
    ] as const)
      expect(new RegExp(value).test(text)).toBe(found);
  });

  it('says what a rubric loses, and lets no run pass that nobody can judge', () => {
    const { test, notes } = assertOf({ kind: 'judge', rubric: 'Is kind.', votes: 5 });
    expect(notes).toEqual([expect.stringContaining('majority of 5 votes')]);
    expect(test.assert.at(-1)).toMatchObject({ value: 'file://ratchet-checks.mjs:whole' });
    expect(assertOf({ kind: 'transfers' })).toMatchObject({ notes: [], test: { assert: [{ config: { check: 0 } }] } });
  });

  it('hands on no template and no address that a title holds', () => {
    expect(assertOf({ kind: 'transfers' }, { title: '{{env.KEY}} {% x %}' }).test.description).toBe(
      'SC-1: { {env.KEY}} { % x %}',
    );
    expect(inert('{{{a}}} file://x')).not.toMatch(/\{[{%#]/);
    expect(inert('file:///etc/passwd')).toBe('text: file:///etc/passwd');
  });
});
