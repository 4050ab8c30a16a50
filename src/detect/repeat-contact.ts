import { agentOf } from '#src/domain/call.ts';
import type { Signal } from '#src/domain/signal.ts';
import type { Policy } from '#src/policy.ts';
import type { CallSummary, Detector } from './detector.ts';

const HOUR_MS = 3_600_000;

/** The same customer called about the same thing within policy hours: this call, and (through `later`) the one that did not help. */
export const repeatContact: Detector = {
  id: 'repeat-contact',
  title: 'Repeat contact',
  detect({ call, policy, history }) {
    const signals: Signal[] = [];
    if (call.outcome?.repeatContact === true)
      signals.push(cameBack('It was reported that the customer had to call again about it.'));
    if (call.startedAt === undefined) return signals;
    const self = {
      callId: call.sourceCallId,
      startedAt: new Date(call.startedAt),
      intent: call.intent,
      agent: agentOf(call),
    };
    const earlier = history.earlier.filter((other) => isRepeat(other, self, policy)).length;
    if (earlier > 0) {
      signals.push({
        detector: 'repeat-contact',
        rule: 'again',
        severity: 'medium',
        criterion: 'resolution',
        title: 'Customer called again',
        reason: `The customer had called about the same ${earlier === 1 ? 'once' : `${earlier} times`} in the ${policy.detectors.repeatContactHours} h before.`,
        turns: [],
      });
    }
    const later = (history.later ?? [])
      .map((other) => decideCameBack(self, other, policy))
      .find((signal) => signal !== undefined);
    if (later !== undefined && signals[0]?.rule !== 'came_back') signals.push(later);
    return signals;
  },
};

/** The signal of the earlier of two calls of one customer when the later one shows that it did not settle the matter. */
export function decideCameBack(earlier: CallSummary, later: CallSummary, policy: Policy): Signal | undefined {
  if (!isRepeat(earlier, later, policy)) return undefined;
  const hours = Math.max(1, Math.round((later.startedAt.getTime() - earlier.startedAt.getTime()) / HOUR_MS));
  return cameBack(`The customer called again about the same ${hours} h later.`);
}

function cameBack(reason: string): Signal {
  return {
    detector: 'repeat-contact',
    rule: 'came_back',
    severity: 'high',
    criterion: 'resolution',
    title: 'Customer had to call again',
    reason,
    turns: [],
  };
}

/** Same intent (both unknown counts as the same) and started after the earlier one, within the window. */
function isRepeat(earlier: CallSummary, later: CallSummary, policy: Policy): boolean {
  const gapMs = later.startedAt.getTime() - earlier.startedAt.getTime();
  return (
    gapMs > 0 &&
    gapMs <= policy.detectors.repeatContactHours * HOUR_MS &&
    (earlier.intent ?? '') === (later.intent ?? '')
  );
}
