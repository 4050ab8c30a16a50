import { describe, expect, test } from 'vitest';
import type { Check } from '#src/domain/check.ts';
import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import { AppError } from '#src/errors.ts';
import { answersText, parseAnswersText } from '#src/views/answers-text.ts';
import { parsePromotion } from '#src/views/parse-promotion.ts';
import { type PromoteDraft, promoteForm } from '#src/views/promote-form.ts';
import { parseScriptText, scriptText } from '#src/views/script-text.ts';
import { NOW } from './review-of.ts';

const CHECKS: Check[] = [{ kind: 'tool_not_called', tool: 'cancel' }, { kind: 'transfers' }];
const GOOD = {
  title: 'T',
  failureModes: ['m'],
  script: 'one\ntwo ⏎ more',
  checks: ['1'],
  moreChecks: '',
  tier: 'slow',
  near: 'separate',
};
const DRAFT: PromoteDraft = {
  subject: 'review:R-1',
  title: 'T',
  content: ScenarioContentSchema.parse({ agent: 'care', script: [{ text: 'one\ntwo' }], checks: CHECKS }),
  failureModes: ['m', 'gone'],
  modes: [
    { id: 'z', title: 'A first', owner: 'o' },
    { id: 'm', title: 'Mode', owner: 'o' },
  ],
  near: [
    {
      scenarioId: 'SC-101',
      title: 'Old',
      score: 0.87,
      decision: 'same',
      lastOutcome: 'fail',
      lastRunAt: new Date('2026-11-17T12:00:00Z'),
    },
  ],
  personalData: ['Line 1: "Ann" looks like a name.'],
  baseUrl: 'http://r.test',
  now: NOW,
};

function problemsOf(values: Record<string, string | string[]>, checks = CHECKS): string[] {
  try {
    parsePromotion(values, checks);
    return [];
  } catch (error) {
    return error instanceof AppError ? (error.details.problems ?? []).map(({ path }) => path) : ['?'];
  }
}

describe('the promote form', () => {
  test('offers near-duplicates, warns of personal data, and keeps suggested modes first', () => {
    const { fields } = promoteForm(DRAFT);
    const words = JSON.stringify(fields);
    expect(words).toContain('87 % like ');
    expect(words).toContain('last run 3 days ago: fail');
    expect(words).toContain('looks like a name');
    expect(fields.find((field) => field.id === 'near')).toMatchObject({ value: 'SC-101' });
    expect(fields.find((field) => field.id === 'failureModes')).toMatchObject({
      values: ['m'],
      options: [{ value: 'm' }, { value: 'z' }],
    });
    expect(fields.find((field) => field.id === 'script')).toMatchObject({ value: 'one ⏎ two' });
  });

  test('without a proposed check one must be written', () => {
    const { fields } = promoteForm({ ...DRAFT, content: { ...DRAFT.content, checks: [] } });
    expect(fields.find((field) => field.id === 'oneKind')).toMatchObject({ required: true });
    expect(() => parsePromotion({ ...GOOD, checks: [] }, [])).toThrow(
      expect.objectContaining({ details: { problems: [expect.objectContaining({ path: 'oneKind' })] } }),
    );
  });

  test.each([
    [
      { oneKind: 'never_says', oneWhat: 'is done | all set (promise)' },
      { kind: 'never_says', pattern: 'is\\s+done|all\\s+set\\s+\\(promise\\)' },
    ],
    [
      { oneKind: 'tool_not_called', oneWhat: ' cancel_plan ' },
      { kind: 'tool_not_called', tool: 'cancel_plan' },
    ],
    [{ oneKind: 'transfers', oneWhat: '' }, { kind: 'transfers' }],
  ])('a check is made without JSON: %j', (values, check) => {
    expect(parsePromotion({ ...GOOD, checks: [], ...values }, CHECKS)).toMatchObject({ checks: [check] });
  });

  test.each([
    [{ oneKind: 'says', oneWhat: '' }, 'oneWhat'],
    [{ oneKind: 'tool_called', oneWhat: 'cancel plan' }, 'oneWhat'],
    [{ oneKind: '', oneWhat: 'cancel_plan' }, 'oneKind'],
    [{ oneKind: 'constructor', oneWhat: 'x' }, 'oneKind'],
  ])('a check that is half filled in says what is missing: %j', (values, path) => {
    expect(() => parsePromotion({ ...GOOD, ...values }, CHECKS)).toThrow(
      expect.objectContaining({ details: { problems: [expect.objectContaining({ path })] } }),
    );
  });
});

describe('what comes back of it', () => {
  test('is a scenario with the checks that were kept and those that were written', () => {
    const written = { kind: 'says', pattern: 'sorry' };
    expect(parsePromotion({ ...GOOD, moreChecks: JSON.stringify(written) }, CHECKS)).toEqual({
      kind: 'scenario',
      title: 'T',
      failureModes: ['m'],
      script: [{ text: 'one' }, { text: 'two\nmore' }],
      checks: [CHECKS[1], written],
      tier: 'slow',
    });
  });

  test('or another occurrence, whatever else the form holds', () => {
    expect(parsePromotion({ near: 'SC-101', title: '' }, CHECKS)).toEqual({ kind: 'occurrence', scenarioId: 'SC-101' });
  });

  test.each([
    [{ title: ' ' }, ['title']],
    [{ title: 'x'.repeat(201) }, ['title']],
    [{ failureModes: [] }, ['failureModes']],
    [{ script: ' \n ' }, ['script']],
    [{ tier: 'archived' }, ['tier']],
    [{ checks: ['7'] }, ['checks']],
    [{ checks: [], moreChecks: '' }, ['checks']],
    [{ moreChecks: '{' }, ['moreChecks']],
    [{ moreChecks: '[{"kind":"says"}]' }, ['moreChecks']],
    [{ title: '', failureModes: [], moreChecks: '7' }, ['title', 'failureModes', 'moreChecks']],
  ])('%j is refused beside its field', (change, paths) => {
    expect(problemsOf({ ...GOOD, ...change })).toEqual(paths);
  });
});

test('guards and the closing line of a script come back as they were', () => {
  const script = [{ text: 'Cancel it' }, { text: 'W12\nplease', onlyIf: 'order (number|id)' }];
  const whole = { script, closing: { text: 'That is all', times: 2 } };
  expect(scriptText(whole)).toBe('Cancel it\n[if /order (number|id)/] W12 ⏎ please\n[closing x2] That is all');
  expect(parseScriptText(scriptText(whole))).toEqual(whole);
});

test('results that do not fit the box are left out of it, whole', () => {
  const answers = [1, 2, 3].map((n) => ({
    tool: `t${n}`,
    result: 'x'.repeat(n === 3 ? 10 : 11_000),
    from: 'required' as const,
  }));
  const shown = parseAnswersText(answersText(answers), []);
  expect(shown.map(({ tool }) => tool)).toEqual(['t1', 't3']);
});

test('results for other calls are read from JSON, and refused beside their field', () => {
  const answers = [{ tool: 'find_*', args: { id: { equals: 7 } }, result: { a: 1 }, from: 'required' }];
  expect(parsePromotion({ ...GOOD, answers: JSON.stringify(answers) }, CHECKS)).toMatchObject({ answers });
  expect(problemsOf({ ...GOOD, answers: '{' })).toEqual(['answers']);
  expect(problemsOf({ ...GOOD, answers: '[{"result":1}]' })).toEqual(['answers']);
});

test.each([[['a']], [['a\nb', 'c']], [['  x ', 'y']], [['[if /a/] b', '[closing] c', '\\[']]])(
  'a script %j comes back as it was, but for outer blanks',
  (lines) => {
    const script = lines.map((text) => ({ text }));
    expect(parseScriptText(scriptText({ script }))).toEqual({ script: lines.map((text) => ({ text: text.trim() })) });
  },
);
