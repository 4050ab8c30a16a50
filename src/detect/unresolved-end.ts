import type { Call } from '#src/domain/call.ts';
import type { Signal } from '#src/domain/signal.ts';
import { isSpeech } from '#src/domain/turn.ts';
import type { Detector } from './detector.ts';
import { GOODBYE, straightQuotes } from './phrases.ts';

const BROKEN_ENDS: Partial<Record<NonNullable<Call['end']>['reason'], string>> = {
  transfer_failed: 'The hand-over to a person failed, and the call ended.',
  silence_timeout: 'The call ended because nobody spoke any more.',
  max_duration: 'The call ran into its limit before it was done.',
  platform_error: 'The platform failed in the middle of the call.',
  model_error: "The agent's model failed in the middle of the call.",
  tool_error: 'The call ended because its tools kept failing.',
};

const NOBODY_CAME = new Set(['no_answer', 'busy', 'voicemail', 'failed']);

/** The call ended without its matter being settled. */
export const unresolvedEnd: Detector = {
  id: 'unresolved-end',
  title: 'Ended unresolved',
  detect({ call }) {
    const last = call.turns.length - 1;
    const base = { detector: 'unresolved-end', criterion: 'resolution' as const, turns: last < 0 ? [] : [last] };
    const signals: Signal[] = [];
    const why = BROKEN_ENDS[call.end?.reason ?? 'unknown'];
    if (why !== undefined) {
      signals.push({
        ...base,
        rule: call.end?.reason ?? 'unknown',
        severity: 'high',
        title: 'Ended without a normal end',
        reason: why,
      });
    }
    const transfer = call.transfers?.at(-1);
    if (transfer !== undefined && NOBODY_CAME.has(transfer.status) && call.end?.reason !== 'transfer_failed') {
      const reason = `The agent handed over, but nobody took the call (${transfer.status.replace('_', ' ')}).`;
      signals.push({ ...base, rule: 'transfer_unanswered', severity: 'high', title: 'Handed over to nobody', reason });
    }
    if (call.outcome?.resolved === false) {
      const reason = 'It was reported afterwards that the matter is not resolved.';
      signals.push({ ...base, rule: 'reported', severity: 'high', title: 'Reported as unresolved', reason, turns: [] });
    }
    if (signals.length === 0 && leftWaiting(call)) {
      const reason = 'The customer left while a question of theirs was unanswered.';
      signals.push({ ...base, rule: 'left_waiting', severity: 'medium', title: 'Customer left unanswered', reason });
    }
    return signals;
  },
};

/** The last words are the customer's own question, nobody answered, and they did not say goodbye. */
function leftWaiting(call: Call): boolean {
  if (call.end?.reason !== 'customer_hangup' && call.end?.reason !== 'agent_hangup') return false;
  const last = call.turns.at(-1);
  if (last === undefined || last.role !== 'customer' || !isSpeech(last)) return false;
  const text = straightQuotes(last.text ?? '');
  return text.includes('?') && !GOODBYE.test(text);
}
