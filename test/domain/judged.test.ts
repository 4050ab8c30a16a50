import { describe, expect, it } from 'vitest';
import { judgeAgreement } from '#src/domain/judge-agreement.ts';
import { afterFailure, HEALTHY, heldUntil } from '#src/domain/judge-hold.ts';
import { guessUsage, judgeCost } from '#src/domain/judge-policy.ts';
import type { JudgedCriterion, Judgement } from '#src/domain/judgement.ts';
import { decideJudgedFlag, mergeJudged } from '#src/domain/merge-judged.ts';
import { judgedVersion, scoreCall, scorecardVersion } from '#src/domain/score.ts';
import type { Signal } from '#src/domain/signal.ts';
import { isNear, isSampled, isUnjudged } from '#src/domain/wants-judge.ts';
import { parsePolicy } from '#src/policy.ts';
import { aCall } from '#test/detect/build-call.ts';

const policy = parsePolicy('');
const call = aCall([
  { role: 'customer', text: 'Where is my parcel?' },
  { role: 'agent', text: 'It is on its way.' },
]);
const said = (score: number | null): JudgedCriterion[] =>
  (['resolution', 'accuracy', 'procedure', 'efficiency', 'empathy'] as const).map((id) => ({
    id,
    score,
    reason: `${id} it is`,
    turn: 1,
  }));
const broken: Signal = {
  detector: 'tool-failure-chain',
  severity: 'high',
  criterion: 'accuracy',
  title: 'A tool failed',
  reason: 'It failed.',
  turns: [1],
};

describe("the judge's criteria in a score", () => {
  it('take points and never give any: of each criterion the lower number stands', () => {
    const rules = scoreCall(call, [broken], policy);
    const steered = mergeJudged(rules, said(100), [broken], policy);
    expect(steered.value).toBe(rules.value);
    expect(steered.criteria.find(({ id }) => id === 'accuracy')).toMatchObject({
      score: 40,
      reason: 'It failed.',
      by: 'rules',
      judge: { score: 100 },
    });
    const strict = mergeJudged(rules, said(35), [broken], policy);
    expect(strict.value).toBeLessThan(rules.value);
    expect(strict.criteria.map(({ score, by }) => [score, by])).toEqual(Array(5).fill([35, 'judge']));
  });

  it('count empathy only where it was judged, and say nothing where the judge cannot tell', () => {
    const rules = scoreCall(call, [], policy);
    const cold = said(null).map((one) => (one.id === 'empathy' ? { ...one, score: 40 } : one));
    expect(mergeJudged(rules, cold, [], policy).value).toBe(95);
    expect(mergeJudged(rules, said(null), [], policy).value).toBe(rules.value);
    const weighed = parsePolicy('score: { weights: { empathy: 10 } }');
    expect(mergeJudged(rules, cold, [], weighed).value).toBe(71.4);
  });

  it('hold the value down for one entire failure, and flag the call by it, with the turn', () => {
    const rules = scoreCall(call, [], policy);
    const lost = said(95).map((one) => (one.id === 'resolution' ? { ...one, score: 10 } : one));
    const score = mergeJudged(rules, lost, [], policy);
    expect(score.value).toBe(58);
    expect(decideJudgedFlag({ call, score, policy })).toMatchObject({
      severity: 'high',
      reason: "Judge: the customer's matter was not settled",
      signal: { detector: 'judge', rule: 'resolution', reason: 'resolution it is', turns: [1] },
      patternKey: expect.stringContaining('judge:resolution'),
    });
    expect(decideJudgedFlag({ call, score: mergeJudged(rules, said(70), [], policy), policy })).toBeUndefined();
    expect(decideJudgedFlag({ call, score: mergeJudged(rules, said(50), [], policy), policy })?.severity).toBe(
      'medium',
    );
    expect(decideJudgedFlag({ call, score: { ...rules, value: 10 }, policy })).toBeUndefined();
  });

  it('have a version that changes with the judge and with the choice of calls', () => {
    const versions = [
      scorecardVersion(policy),
      judgedVersion(policy, 'm/s1'),
      judgedVersion(policy, 'm/s2'),
      judgedVersion(parsePolicy('judge: { near: 20 }'), 'm/s1'),
    ];
    expect(new Set(versions).size).toBe(4);
    expect(judgedVersion(parsePolicy('judge: { maxPerDay: 1 }'), 'm/s1')).toBe(versions[1]);
  });
});

describe('which calls the judge scores', () => {
  it('a share by id, the same ones each time, and those near the threshold', () => {
    const ids = Array.from({ length: 4_000 }, (_, n) => `call-${n}`);
    const sampled = (share: number) => {
      const chosen = parsePolicy(`judge: { sample: ${share} }`);
      return ids.filter((id) => isSampled(id, chosen));
    };
    expect(sampled(0.25).length).toBeGreaterThan(880);
    expect(sampled(0.25).length).toBeLessThan(1_120);
    expect(sampled(0)).toEqual([]);
    expect(sampled(1)).toHaveLength(4_000);
    // A larger share takes more calls, not other ones.
    const half = new Set(sampled(0.5));
    expect(sampled(0.25).every((id) => half.has(id))).toBe(true);
    expect([49, 50, 70, 71].map((score) => isNear(score, policy))).toEqual([false, true, true, false]);
    expect(isNear(60, parsePolicy('judge: { near: 0 }'))).toBe(false);
  });

  it.each([
    [undefined, true],
    [{ state: 'judged', version: 'm', turnCount: 4 }, false],
    [{ state: 'judged', version: 'm', turnCount: 3 }, true],
    [{ state: 'judged', version: 'old', turnCount: 4 }, true],
    [{ state: 'owed' }, false],
    [{ state: 'given_up' }, false],
  ] as const)('%j is to be asked about: %s', (known, wanted) => {
    expect(isUnjudged(known as Judgement | undefined, { version: 'm', turnCount: 4 })).toBe(wanted);
  });
});

describe('an endpoint that fails', () => {
  it('is left in peace from the third time running, longer each time, an hour at most', () => {
    const now = new Date('2026-11-18T12:00:00Z');
    const failed = (n: number) =>
      Array.from({ length: n }).reduce((health: typeof HEALTHY) => afterFailure(health, 'gone', now), HEALTHY);
    const minutes = [1, 2, 3, 4, 5, 30].map((n) => {
      const until = heldUntil(failed(n), now);
      return until && (until.getTime() - now.getTime()) / 60_000;
    });
    expect(minutes).toEqual([undefined, undefined, 1, 2, 4, 60]);
    expect(heldUntil(failed(3), new Date(now.getTime() + 60_000))).toBeUndefined();
  });
});

describe('the budget', () => {
  it('costs tokens by their price, and needs one', () => {
    const priced = parsePolicy('judge: { maxCost: 5, price: { input: 2, output: 10 } }');
    expect(judgeCost(priced.judge, { inputTokens: 1_000_000, outputTokens: 100_000 })).toBe(3);
    expect(judgeCost(policy.judge, guessUsage(9_000))).toBe(0);
    expect(guessUsage(9_000).inputTokens).toBe(4_000);
    expect(() => parsePolicy('judge: { maxCost: 5 }')).toThrow(/problems/);
  });
});

describe('agreement of judge and reviewers', () => {
  const criterionOf = { rude: 'empathy', wrong: 'accuracy' } as const;
  const low = (id: string, score = 20) => said(90).map((one) => (one.id === id ? { ...one, score } : one));
  const figures = (decided: Parameters<typeof judgeAgreement>[0]['decided']) =>
    Object.fromEntries(
      judgeAgreement({ decided, threshold: 60, criterionOf }).map(({ criterion, agree }) => [
        criterion,
        [agree.x, agree.n],
      ]),
    );

  it('holds a dismissal against every criterion, and a confirmation against those that its failure modes name', () => {
    const dismissed = { verdict: 'dismissed', failureModes: [], criteria: low('empathy') } as const;
    expect(figures([dismissed])).toEqual({
      resolution: [1, 1],
      accuracy: [1, 1],
      procedure: [1, 1],
      efficiency: [1, 1],
      empathy: [0, 1],
    });
    const rude = { verdict: 'confirmed', failureModes: ['rude', 'other'], criteria: low('accuracy') } as const;
    expect(figures([rude])).toEqual({ empathy: [0, 1] });
    const unnamed = { verdict: 'confirmed', failureModes: ['other'], criteria: low('accuracy') } as const;
    expect(figures([unnamed, { ...unnamed, criteria: said(80) }])).toEqual({ accuracy: [1, 1], resolution: [0, 1] });
    expect(figures([{ ...rude, criteria: said(null) }])).toEqual({});
  });
});
