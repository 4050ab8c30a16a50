import type { Signal } from '#src/domain/signal.ts';
import type { Detector } from './detector.ts';
import { FORMAL_COMPLAINT, turnsSaying, UNHAPPY } from './phrases.ts';

/** The customer complained: in so many words, in tone, or afterwards. */
export const complaint: Detector = {
  id: 'complaint',
  title: 'Complaint',
  detect({ call }) {
    const base = { detector: 'complaint', criterion: 'resolution' as const };
    const signals: Signal[] = [];
    if (call.outcome?.complaint === true) {
      const reason = 'The customer complained about this call afterwards.';
      signals.push({
        ...base,
        rule: 'reported',
        severity: 'high',
        title: 'Customer complained afterwards',
        reason,
        turns: [],
      });
    }
    const formal = turnsSaying(call, 'customer', FORMAL_COMPLAINT);
    if (formal.length > 0) {
      const reason = 'The customer complained in so many words, or asked for somebody above the agent.';
      signals.push({ ...base, rule: 'said', severity: 'high', title: 'Customer complained', reason, turns: formal });
    }
    const unhappy = turnsSaying(call, 'customer', UNHAPPY).filter((turn) => !formal.includes(turn));
    if (unhappy.length > 0) {
      const reason = 'The customer was plainly unhappy. On recorded calls such words alone say little of the outcome.';
      signals.push({ ...base, rule: 'unhappy', severity: 'low', title: 'Customer unhappy', reason, turns: unhappy });
    }
    return signals;
  },
};
