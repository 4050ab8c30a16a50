import { createHash } from 'node:crypto';
import type { Policy } from '#src/policy.ts';
import type { Call } from './call.ts';
import { canonicalJson } from './canonical-json.ts';
import { JUDGED_SCORE, SCORECARD } from './scorecard.ts';
import { CRITERIA, type CriterionId, type CriterionScore, type Score, type Signal, severityRank } from './signal.ts';
import { isSpeech } from './turn.ts';

/** Turns a call's signals into 0..100 by criterion and over all; empathy is not judged by rules and counts for nothing. */
export function scoreCall(call: Pick<Call, 'turns'>, signals: readonly Signal[], policy: Policy): Score {
  const criteria = CRITERIA.map((id) => scoreCriterion(id, call, signals));
  return { value: overallScore(criteria, signals, policy), criteria, scorecardVersion: scorecardVersion(policy) };
}

function scoreCriterion(id: CriterionId, call: Pick<Call, 'turns'>, signals: readonly Signal[]): CriterionScore {
  if (id === 'empathy') return { id, score: null, reason: 'Not judged.' };
  // The worst signal explains the number.
  const own = signals
    .filter((s) => s.criterion === id)
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
  const times = id === 'efficiency' ? timesSpoken(call) : 0;
  const score = own.reduce((left, signal) => left * (1 - SCORECARD.penalty[signal.severity]), effortScore(times));
  const nothing = times > SCORECARD.effort.from ? `The customer had to speak ${times} times.` : 'Nothing found.';
  return { id, score: Math.round(score), reason: own[0]?.reason ?? nothing };
}

/** How often the customer took the word; a sentence cut in pieces by speech recognition is one time. */
function timesSpoken(call: Pick<Call, 'turns'>): number {
  const speakers = call.turns.filter(isSpeech).map((turn) => turn.role);
  return speakers.filter((role, i) => role === 'customer' && speakers[i - 1] !== 'customer').length;
}

function effortScore(times: number): number {
  const { from, to, floor } = SCORECARD.effort;
  const share = Math.min(1, Math.max(0, (times - from) / (to - from)));
  return 100 - share * (100 - floor);
}

/** The weighted mean of what was judged, under the ceiling of the worst signal; one decimal. */
export function overallScore(
  criteria: readonly CriterionScore[],
  signals: readonly Signal[],
  policy: Pick<Policy, 'score'>,
): number {
  let sum = 0;
  let total = 0;
  for (const { id, score } of criteria) {
    const weight = policy.score.weights[id] ?? SCORECARD.weights[id];
    if (score === null) continue;
    sum += weight * score;
    total += weight;
  }
  const mean = total === 0 ? 100 : sum / total;
  const ceiling = Math.min(100, ...signals.map((signal) => SCORECARD.ceiling[signal.severity]));
  // Under a ceiling the mean still orders calls: two bad ones are not equally bad.
  return Math.round((mean * ceiling) / 10) / 10;
}

/** Eight hex digits that change with the scorecard and with everything of the policy that changes a score. */
export function scorecardVersion(policy: Policy): string {
  const known = versions.get(policy);
  if (known !== undefined) return known;
  const { score, detectors, escalation, compliance, promises, tools } = policy;
  const relevant = { scorecard: SCORECARD, weights: score.weights, detectors, escalation, compliance, promises, tools };
  const version = createHash('sha256').update(canonicalJson(relevant)).digest('hex').slice(0, 8);
  versions.set(policy, version);
  return version;
}

/**
 * The version of a score that the judge may have a part in: another judge, or another choice of calls, finds other failures, so that
 * rates before and after are not compared unawares.
 */
export function judgedVersion(policy: Policy, scoresVersion: string): string {
  const { sample, near } = policy.judge;
  const relevant = { scoresVersion, sample, near, judged: JUDGED_SCORE };
  const hash = createHash('sha256').update(canonicalJson(relevant)).digest('hex').slice(0, 8);
  return `${scorecardVersion(policy)}-${hash}`;
}

// A policy is one object for the life of a process; a thousand calls a second need not hash it each.
const versions = new WeakMap<Policy, string>();
