import { describe, expect, test } from 'vitest';
import { decideFlag, patternKey } from '#src/domain/flag.ts';
import { scoreCall, scorecardVersion } from '#src/domain/score.ts';
import type { Signal } from '#src/domain/signal.ts';
import { parsePolicy } from '#src/policy.ts';
import { aCall, agent, customer } from '#test/detect/build-call.ts';

const policy = parsePolicy('');
const call = aCall([agent('Hello')]);
const long = aCall(
  Array(20)
    .fill([agent('And?'), customer('One'), customer('more thing')])
    .flat(),
);
const signal = (severity: Signal['severity'], more: Partial<Signal> = {}): Signal => ({
  detector: 'loop',
  severity,
  criterion: 'accuracy',
  title: `A ${severity} one`,
  reason: 'Because.',
  turns: [0],
  ...more,
});

describe('scoreCall', () => {
  test('a short call without signals has 100, empathy is not judged', () => {
    const score = scoreCall(call, [], policy);
    expect(score.value).toBe(100);
    expect(score.criteria.find((c) => c.id === 'empathy')).toEqual({
      id: 'empathy',
      score: null,
      reason: 'Not judged.',
    });
  });

  test('worse signals score lower, and every further one lowers it again', () => {
    const values = (['low', 'medium', 'high', 'critical'] as const).map(
      (s) => scoreCall(call, [signal(s)], policy).value,
    );
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    const one = scoreCall(call, [signal('high')], policy).value;
    expect(scoreCall(call, [signal('high'), signal('high')], policy).value).toBeLessThan(one);
  });

  test('a high signal always scores below the default threshold, so that card and number agree', () => {
    for (const criterion of ['resolution', 'accuracy', 'procedure', 'efficiency'] as const) {
      expect(scoreCall(call, [signal('high', { criterion })], policy).value).toBeLessThan(policy.score.threshold);
    }
  });

  test('only its own criterion falls, with the worst reason', () => {
    const score = scoreCall(call, [signal('medium'), signal('high', { reason: 'Worse.' })], policy);
    expect(score.criteria.find((c) => c.id === 'accuracy')).toMatchObject({ reason: 'Worse.' });
    expect(score.criteria.find((c) => c.id === 'procedure')).toMatchObject({ score: 100 });
  });

  test('a customer who has to speak twenty times costs efficiency, and the reason says so', () => {
    const expected = { score: 30, reason: 'The customer had to speak 20 times.' };
    expect(scoreCall(long, [], policy).criteria.find((c) => c.id === 'efficiency')).toMatchObject(expected);
  });

  test("ratchet.yaml's weights count, and all of them zero is no division", () => {
    const onlyAccuracy = parsePolicy('score: { weights: { resolution: 0, procedure: 0, efficiency: 0 } }');
    expect(scoreCall(long, [], onlyAccuracy).value).toBe(100);
    const nothing = parsePolicy('score: { weights: { resolution: 0, accuracy: 0, procedure: 0, efficiency: 0 } }');
    expect(scoreCall(long, [], nothing).value).toBe(100);
  });

  test('the version changes with what changes a score, and with nothing else', () => {
    expect(scorecardVersion(policy)).toMatch(/^[0-9a-f]{8}$/);
    expect(scorecardVersion(parsePolicy('timeZone: Europe/Berlin'))).toBe(scorecardVersion(policy));
    for (const yaml of [
      'score: { weights: { accuracy: 9 } }',
      'detectors: { off: [loop] }',
      'tools: { read: [run] }',
    ]) {
      expect(scorecardVersion(parsePolicy(yaml))).not.toBe(scorecardVersion(policy));
    }
  });
});

describe('decideFlag', () => {
  const flag = (signals: Signal[], using = policy, of = call) =>
    decideFlag({ call: of, signals, score: scoreCall(of, signals, using), policy: using });

  test('nothing found, nothing flagged; a medium one alone neither', () => {
    expect(flag([])).toBeUndefined();
    expect(flag([signal('medium')])).toBeUndefined();
  });

  test('the worst signal leads, the first among equals', () => {
    const decided = flag([signal('medium'), signal('high', { rule: 'first' }), signal('high', { rule: 'second' })]);
    expect(decided).toMatchObject({ severity: 'high', reason: 'A high one', signal: { rule: 'first' } });
  });

  test('several medium ones add up to a low score', () => {
    const several = (['resolution', 'accuracy', 'resolution', 'accuracy', 'procedure'] as const).map((criterion) =>
      signal('medium', { criterion }),
    );
    expect(flag(several)).toMatchObject({ severity: 'medium', reason: 'A medium one' });
  });

  test('a low score without a signal names its lowest criterion', () => {
    const strict = parsePolicy('score: { threshold: 95 }');
    expect(flag([], strict, long)).toMatchObject({
      reason: 'Low score: efficiency',
      signal: { detector: 'low-score', rule: 'efficiency' },
    });
  });
});

test('patternKey tells agent, signal, tool and intent apart and reads well', () => {
  expect(patternKey('shop', { detector: 'loop', rule: 'same', tool: 'get_order' }, 'Refund  status')).toBe(
    'shop · loop:same · get_order · refund status',
  );
  expect(patternKey('shop', { detector: 'loop' }, undefined)).toBe('shop · loop · - · -');
  expect(patternKey('a · b', { detector: 'c' }, undefined)).not.toBe(
    patternKey('a', { detector: 'b', rule: 'c' }, undefined),
  );
});
