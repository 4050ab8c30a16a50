import type { History } from '#src/detect/detector.ts';
import { detect } from '#src/detect/detectors.ts';
import { decideFlag } from '#src/domain/flag.ts';
import type { Judgement } from '#src/domain/judgement.ts';
import { decideJudgedFlag, mergeJudged } from '#src/domain/merge-judged.ts';
import { judgedVersion, scoreCall } from '#src/domain/score.ts';
import type { Flag, Score, Signal } from '#src/domain/signal.ts';
import { toolEffect } from '#src/domain/tool-effect.ts';
import { judgeReach, judgesCalls } from '#src/domain/wants-judge.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { WholeCall } from '#src/ports/store/calls.ts';

/** `rules` is the score before the judge's criteria. */
export type ScoredCall = {
  whole: WholeCall;
  signals: readonly Signal[];
  rules: Score;
  score: Score;
  flag: Flag | undefined;
  judgement?: Judgement | undefined;
};

type Scoring = { now: Date; judgement?: Judgement | undefined };

/** Pure given its history: what the detectors find in one call, its score with what the judge said of it, and whether it is flagged. */
export function scoreOne(
  deps: Pick<Deps, 'policy' | 'judge'>,
  whole: WholeCall,
  history: History,
  { now, judgement }: Scoring,
): ScoredCall {
  const { call } = whole;
  const { policy } = deps;
  const found = detect({ call, policy, effectOf: (tool) => toolEffect(tool, policy.tools).effect, history });
  const rules = scoreCall(call, found, policy);
  const merged = judgement?.criteria ? mergeJudged(rules, judgement.criteria, found, policy) : rules;
  const score = { ...merged, scorecardVersion: versionOf(deps, whole, rules, now) };
  const byRules = decideFlag({ call, signals: found, score: rules, policy });
  const flag = byRules ?? decideJudgedFlag({ call, score, policy });
  const signals = flag && !byRules ? [...found, flag.signal] : found;
  return { whole, signals, rules, score, flag, judgement };
}

/** A call too old for the judge has the version of the rules alone, unless the judge could have its part when it was new. */
function versionOf(
  { policy, judge }: Pick<Deps, 'policy' | 'judge'>,
  { row }: WholeCall,
  rules: Score,
  now: Date,
): string {
  if (!judge || !judgesCalls(policy)) return rules.scorecardVersion;
  const version = judgedVersion(policy, judge.scoresVersion);
  const isInReach = row.startedAt >= judgeReach(policy, now) || row.scorecardVersion === version;
  return isInReach ? version : rules.scorecardVersion;
}
