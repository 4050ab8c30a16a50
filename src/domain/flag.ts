import type { Policy } from '#src/policy.ts';
import { agentOf, type Call } from './call.ts';
import { CRITERIA, type Flag, type Score, type Signal, severityRank } from './signal.ts';

/** Whether a call goes to review: a signal of high or critical severity, or a score below the threshold; undefined = it does not. */
export function decideFlag(found: {
  call: Call;
  signals: readonly Signal[];
  score: Score;
  policy: Policy;
}): Flag | undefined {
  const { call, signals, score, policy } = found;
  const low = score.value < policy.score.threshold;
  const leading = leadingSignal(signals);
  if (leading !== undefined && severityRank(leading.severity) >= severityRank('high'))
    return flagBy(leading, leading.title, call);
  if (!low) return undefined;
  const signal = leading ?? lowScoreSignal(score);
  return flagBy(signal, leading?.title ?? signal.title, call);
}

function flagBy(signal: Signal, reason: string, call: Call): Flag {
  return { severity: signal.severity, reason, signal, patternKey: patternKey(agentOf(call), signal, call.intent) };
}

/** The worst signal; among equals the first in the detectors' order. */
function leadingSignal(signals: readonly Signal[]): Signal | undefined {
  return signals.reduce<Signal | undefined>(
    (best, signal) =>
      best === undefined || severityRank(signal.severity) > severityRank(best.severity) ? signal : best,
    undefined,
  );
}

/** A low score that no signal explains (a long call under a strict threshold) names its lowest criterion. */
function lowScoreSignal(score: Score): Signal {
  const lowest = score.criteria
    .filter((c) => c.score !== null)
    .reduce((a, b) => ((b.score ?? 100) < (a.score ?? 100) ? b : a), { id: CRITERIA[0], score: 100, reason: '' });
  return {
    detector: 'low-score',
    rule: lowest.id,
    severity: 'medium',
    criterion: lowest.id,
    title: `Low score: ${lowest.id}`,
    reason: lowest.reason === '' ? `The call scored ${score.value} of 100.` : lowest.reason,
    turns: [],
  };
}

/** What occurrences group by: "agent · detector:rule · tool · intent", parts that are missing left out as "-". */
export function patternKey(
  agent: string,
  signal: Pick<Signal, 'detector' | 'rule' | 'tool'>,
  intent: string | undefined,
): string {
  const rule = signal.rule === undefined ? signal.detector : `${signal.detector}:${signal.rule}`;
  return [agent, rule, signal.tool, intent].map(keyPart).join(' · ');
}

/** A part cannot hold the separator, so that no two different patterns share a key. */
function keyPart(part: string | undefined): string {
  const clean = (part ?? '').replaceAll('·', '.').replace(/\s+/g, ' ').trim().toLowerCase();
  return clean === '' ? '-' : clean.slice(0, 120);
}
