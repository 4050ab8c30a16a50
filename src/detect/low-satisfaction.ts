import type { Detector } from './detector.ts';

/** The customer rated the call at or below policy's share of the scale. */
export const lowSatisfaction: Detector = {
  id: 'low-satisfaction',
  title: 'Low satisfaction',
  detect({ call, policy }) {
    const rating = call.outcome?.satisfaction;
    if (rating === undefined || rating.value / rating.scale > policy.detectors.lowSatisfaction) return [];
    return [
      {
        detector: 'low-satisfaction',
        severity: rating.value / rating.scale <= policy.detectors.lowSatisfaction / 2 ? 'high' : 'medium',
        criterion: 'resolution',
        title: 'Low satisfaction',
        reason: `The customer rated the call ${rating.value} of ${rating.scale}.`,
        turns: [],
      },
    ];
  },
};
