import type { Detector } from './detector.ts';
import { CORRECTION, turnsSaying } from './phrases.ts';

/** The customer had to set the agent right. */
export const correction: Detector = {
  id: 'correction',
  title: 'Customer corrected the agent',
  detect({ call }) {
    const turns = turnsSaying(call, 'customer', CORRECTION).filter((turn) => turn > 0);
    if (turns.length === 0) return [];
    const often = turns.length > 1;
    return [
      {
        detector: 'correction',
        rule: often ? 'repeated' : 'once',
        severity: often ? 'medium' : 'low',
        criterion: 'accuracy',
        title: often ? 'Customer corrected the agent again and again' : 'Customer corrected the agent',
        reason: `The customer said ${often ? `${turns.length} times` : 'once'} that the agent had it wrong or had been told already.`,
        turns,
      },
    ];
  },
};
