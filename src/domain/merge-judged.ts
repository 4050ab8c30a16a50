import type { Policy } from '#src/policy.ts';
import { agentOf, type Call } from './call.ts';
import { patternKey } from './flag.ts';
import type { JudgedCriterion } from './judgement.ts';
import { cleanText, cut } from './plain-text.ts';
import { overallScore } from './score.ts';
import { JUDGED_SCORE } from './scorecard.ts';
import type { CriterionId, CriterionScore, Flag, Score, Signal } from './signal.ts';

const TITLES: Record<CriterionId, string> = {
  resolution: "Judge: the customer's matter was not settled",
  accuracy: 'Judge: a wrong answer or action',
  procedure: 'Judge: a step of the procedure was left out',
  efficiency: 'Judge: needless effort for the customer',
  empathy: 'Judge: a cold or careless tone',
};

/**
 * The rules' score with the judge's criteria in it: of each criterion the lower number stands. So what a rule found stays found, and a
 * call that talks the judge into a hundred gains nothing.
 */
export function mergeJudged(
  rules: Score,
  judged: readonly JudgedCriterion[],
  signals: readonly Signal[],
  policy: Policy,
): Score {
  const criteria = rules.criteria.map((own) =>
    mergeCriterion(
      own,
      judged.find(({ id }) => id === own.id),
    ),
  );
  const weights = { empathy: JUDGED_SCORE.empathyWeight, ...policy.score.weights };
  const value = overallScore(criteria, signals, { ...policy, score: { ...policy.score, weights } });
  const alarmed = criteria.some(({ by, score }) => by === 'judge' && score !== null && score < JUDGED_SCORE.alarm);
  return { ...rules, criteria, value: Math.min(rules.value, value, alarmed ? JUDGED_SCORE.ceiling : 100) };
}

function mergeCriterion(own: CriterionScore, judged: JudgedCriterion | undefined): CriterionScore {
  if (judged === undefined) return own;
  const { score, turn } = judged;
  const said = {
    score,
    reason: cut(cleanText(judged.reason).replace(/\s+/g, ' ').trim(), 300),
    ...(turn === undefined ? {} : { turn }),
  };
  if (score === null || (own.score !== null && own.score < score)) return { ...own, by: 'rules', judge: said };
  return { id: own.id, score, reason: said.reason, by: 'judge', judge: said };
}

/** The flag that the judge alone raises: its lowest criterion, when the merged value is below the threshold. It never takes one away. */
export function decideJudgedFlag({
  call,
  score,
  policy,
}: {
  call: Call;
  score: Score;
  policy: Policy;
}): Flag | undefined {
  if (score.value >= policy.score.threshold) return undefined;
  const lowest = score.criteria
    .filter((c): c is CriterionScore & { score: number } => c.by === 'judge' && c.score !== null)
    .sort((a, b) => a.score - b.score)[0];
  if (lowest === undefined) return undefined;
  const turn = lowest.judge?.turn;
  const signal: Signal = {
    detector: 'judge',
    rule: lowest.id,
    severity: lowest.score < JUDGED_SCORE.alarm ? 'high' : 'medium',
    criterion: lowest.id,
    title: TITLES[lowest.id],
    reason: lowest.reason,
    turns: turn === undefined || turn >= call.turns.length ? [] : [turn],
  };
  return {
    severity: signal.severity,
    reason: signal.title,
    signal,
    patternKey: patternKey(agentOf(call), signal, call.intent),
  };
}
