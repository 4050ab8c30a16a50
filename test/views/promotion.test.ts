import { describe, expect, test } from 'vitest';
import { type Check, CheckSchema } from '#src/domain/check.ts';
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
    expect(words).toContain('runs by night, before a deploy only when asked for');
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
    [
      { oneKind: 'judge', oneWhat: 'It apologises.' },
      { kind: 'judge', rubric: 'It apologises.' },
    ],
    [
      { oneKind: 'cost_below', oneWhat: '0.05 eur' },
      { kind: 'cost_below', max: 0.05, currency: 'EUR' },
    ],
  ])('a check is made without JSON: %j', (values, check) => {
    expect(parsePromotion({ ...GOOD, checks: [], ...values }, CHECKS)).toMatchObject({ checks: [check] });
  });

  test.each([
    [{ oneKind: 'says', oneWhat: '' }, 'oneWhat'],
    [{ oneKind: 'tool_called', oneWhat: 'cancel plan' }, 'oneWhat'],
    [{ oneKind: '', oneWhat: 'cancel_plan' }, 'oneKind'],
    [{ oneKind: 'constructor', oneWhat: 'x' }, 'oneKind'],
    [{ oneKind: 'says', oneWhat: ' | ' }, 'oneWhat'],
    [{ oneKind: 'judge', oneWhat: ' ' }, 'oneWhat'],
    [{ oneKind: 'tool_sequence', oneWhat: 'find_order' }, 'oneWhat'],
    [{ oneKind: 'ends_within_turns', oneWhat: 'soon' }, 'oneWhat'],
    [{ oneKind: 'cost_below', oneWhat: '0' }, 'oneWhat'],
  ])('a check that is half filled in says what is missing: %j', (values, path) => {
    expect(() => parsePromotion({ ...GOOD, ...values }, CHECKS)).toThrow(
      expect.objectContaining({ details: { problems: [expect.objectContaining({ path })] } }),
    );
  });
});

describe('checks in plain lines', () => {
  test.each<[string, Check]>([
    [
      'judge: The agent apologises before it closes',
      { kind: 'judge', rubric: 'The agent apologises before it closes' },
    ],
    ['Judge x5: It is kind: always', { kind: 'judge', rubric: 'It is kind: always', votes: 5 }],
    ['uses: refund', { kind: 'tool_called', tool: 'refund' }],
    ['never uses refund', { kind: 'tool_not_called', tool: 'refund' }],
    [
      'uses in order: find_order, refund',
      { kind: 'tool_sequence', tools: [{ tool: 'find_order' }, { tool: 'refund' }] },
    ],
    ['asks before: refund', { kind: 'asks_before', tool: 'refund' }],
    ['never says: done | all set', { kind: 'never_says', pattern: 'done|all\\s+set' }],
    ['hands over', { kind: 'transfers' }],
    ['does not hand over.', { kind: 'does_not_transfer' }],
    ['ends within: 6 turns', { kind: 'ends_within_turns', max: 6 }],
    ['costs below: 0.05 USD', { kind: 'cost_below', max: 0.05, currency: 'USD' }],
    ['answers within: 2.5 s', { kind: 'max_turn_latency_ms', max: 2_500 }],
  ])('%s', (line, check) => {
    expect(parsePromotion({ ...GOOD, checks: [], moreChecks: `\n ${line}\n` }, CHECKS)).toMatchObject({
      checks: [check],
    });
    expect(CheckSchema.parse(check)).toEqual(check);
  });

  test.each([
    ['uses: a\nsmiles: a lot', /^Line 2: it begins with none of these: .*judge/],
    ['judge:', /^Line 1: Write in a sentence/],
    ['judge x12: kind', /^Line 1: a judge has 1 to 9 votes/],
    ['usestool', /^Line 1: it begins with none/],
    ['ends within: 0', /^Line 1: Write how often/],
    ['answers within: 900 s', /^Line 1: Write the seconds/],
    ['hands over\n'.repeat(51), /^Write at most 50 lines/],
  ])('%j is refused beside its field', (moreChecks, words) => {
    expect(() => parsePromotion({ ...GOOD, moreChecks }, CHECKS)).toThrow(
      expect.objectContaining({
        details: { problems: [{ path: 'moreChecks', message: expect.stringMatching(words) }] },
      }),
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
  expect(parsePromotion({ ...GOOD, answers: ' ' }, CHECKS), 'emptied').toMatchObject({ answers: [] });
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
