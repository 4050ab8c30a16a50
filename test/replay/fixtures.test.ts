import { describe, expect, it } from 'vitest';
import { canonicalArgs, canonicalJson } from '#src/domain/canonical-json.ts';
import { identityHash } from '#src/domain/identity-hash.ts';
import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import { AppError } from '#src/errors.ts';
import { createFixtureAnswers } from '#src/replay/fixtures.ts';

const fixture = (tool: string, args: unknown, result: unknown, isError?: boolean) => ({
  tool,
  args,
  result,
  from: 'call' as const,
  ...(isError ? { isError } : {}),
});

describe('fixtures', () => {
  const fixtures = [
    fixture('get', { id: 1, deep: { b: 2, a: 1 } }, 'first'),
    fixture('get', { deep: { a: 1, b: 2 }, id: 1 }, 'second'),
    fixture('get', {}, 'none'),
    fixture('fail', { id: 1 }, 'Error', true),
  ];

  it('gives the nth equal call the nth equal result, and the last one again', () => {
    const answer = createFixtureAnswers(fixtures);
    const asked = () => answer('get', { id: 1.0, deep: { a: 1, b: 2 } });
    expect([asked(), asked(), asked()]).toEqual([{ result: 'first' }, { result: 'second' }, { result: 'second' }]);
  });

  it('keeps no count between runs', () => {
    createFixtureAnswers(fixtures)('get', fixtures[0]?.args);
    expect(createFixtureAnswers(fixtures)('get', fixtures[0]?.args)).toEqual({ result: 'first' });
  });

  it.each([
    ['no arguments', undefined, { result: 'none' }],
    ['arguments as JSON text', '{"deep": {"a": 1, "b": 2}, "id": 1}', { result: 'first' }],
    ['another value', { id: 2, deep: { a: 1, b: 2 } }, { unanswered: true }],
    ['a number as text', { id: '1', deep: { a: 1, b: 2 } }, { unanswered: true }],
    ['one argument more', { id: 1, deep: { a: 1, b: 2 }, x: null }, { unanswered: true }],
  ])('%s', (_name, args, expected) => {
    expect(createFixtureAnswers(fixtures)('get', args)).toEqual(expected);
  });

  it('fails again what failed, and knows no other tool', () => {
    const answer = createFixtureAnswers(fixtures);
    expect(answer('fail', { id: 1 })).toEqual({ result: 'Error', isError: true });
    expect(answer('set', { id: 1 })).toEqual({ unanswered: true });
  });
});

describe('canonical JSON', () => {
  it.each([
    [{ b: 1, a: [{ d: null, c: -0 }] }, '{"a":[{"c":0,"d":null}],"b":1}'],
    [{ a: undefined, b: Number.NaN }, '{"b":null}'],
    ['"', '"\\""'],
  ])('%j', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('refuses hostile nesting with an error, not with an exhausted stack', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 50_000; i += 1) deep = [deep];
    expect(() => canonicalArgs(deep)).toThrow(AppError);
  });
});

describe('the identity hash', () => {
  const content = ScenarioContentSchema.parse({
    agent: 'a',
    script: [{ text: 'hi' }],
    snapshot: { variables: { x: 1, y: 2 } },
    fixtures: [{ tool: 'get', args: {}, result: 1 }],
    checks: [{ kind: 'says', pattern: 'hello', note: 'why' }],
  });

  it('is the same for the same behaviour', () => {
    const same = {
      ...content,
      snapshot: { variables: { y: 2, x: 1 } },
      checks: [{ kind: 'says' as const, pattern: 'hello', note: 'other words' }],
    };
    expect(identityHash(content)).toMatch(/^[0-9a-f]{32}$/);
    expect(identityHash(same)).toBe(identityHash(content));
  });

  it.each([
    ['script', { script: [{ text: 'hi!' }] }],
    ['a check', { checks: [{ kind: 'says' as const, pattern: 'hello!' }] }],
    ['a fixture', { fixtures: [fixture('get', {}, 2)] }],
    ['the snapshot', { snapshot: {} }],
  ])('differs by %s', (_name, change) => {
    expect(identityHash({ ...content, ...change })).not.toBe(identityHash(content));
  });
});
