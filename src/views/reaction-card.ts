import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Review } from '#src/domain/review.ts';
import type { Card, Control } from './card.ts';

/** A reaction cannot open a form, so the one who reacted gets the control that does. */
export function reactionCard(
  review: Pick<Review, 'id' | 'reason' | 'scenarioId'>,
  wants: 'tag' | 'promote' | 'dismiss',
): Card {
  const subject = `review:${review.id}`;
  const ask = ASKS[wants];
  const controls: Control[] = [{ id: wants, label: ask.label, subject, style: 'primary' }];
  return {
    tone: 'info',
    title: ask.title,
    blocks: [{ type: 'context', parts: [`${review.id} · ${cut(cleanText(review.reason), 120)}`] }],
    controls,
    overflow: [],
    fallback: `${ask.title} ${review.id}`,
  };
}

const ASKS = {
  tag: { title: 'Which failure is it?', label: 'Pick the failure mode' },
  promote: { title: 'Make it a scenario?', label: 'Open the promote form' },
  dismiss: { title: 'Why is it not a failure?', label: 'Give the reason' },
} as const;
