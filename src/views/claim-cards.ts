import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Review } from '#src/domain/review.ts';
import { ageWords } from './age-words.ts';
import type { Card, Control, Inline } from './card.ts';
import { pageLinks } from './page-links.ts';

type Claimed = Pick<Review, 'id' | 'callId' | 'reason' | 'severity' | 'claimedAt' | 'createdAt'>;

/** The one private reminder of a claim that is about to end. */
export function claimEndsCard({
  review,
  releaseAt,
  baseUrl,
  now,
}: {
  review: Claimed;
  releaseAt: Date;
  baseUrl: string;
  now: Date;
}): Card {
  const subject = `review:${review.id}`;
  const title = `Your claim on ${review.id} ends ${ageWords(releaseAt, now)}`;
  const controls: Control[] = [
    { id: 'tag', label: 'Tag', subject, style: 'primary' },
    { id: 'dismiss', label: 'Not a failure…', subject },
    { id: 'unclaim', label: 'Unclaim', subject },
  ];
  return {
    tone: 'warning',
    title,
    blocks: [
      { type: 'text', parts: aboutParts(review, baseUrl) },
      {
        type: 'context',
        parts: [
          `Claimed ${ageWords(review.claimedAt ?? review.createdAt, now)}. Decide it, or give it back; without a word it goes back to the queue. There is no second reminder.`,
        ],
      },
    ],
    controls,
    overflow: [],
    fallback: title,
  };
}

/** What the reminder turns into once the claim has ended. */
export function claimEndedCard(review: Claimed, baseUrl: string): Card {
  const title = `${review.id} is back in the queue: your claim has ended`;
  return {
    tone: 'muted',
    title,
    blocks: [{ type: 'text', parts: aboutParts(review, baseUrl) }],
    controls: [{ id: 'claim', label: 'Claim again', subject: `review:${review.id}` }],
    overflow: [],
    fallback: title,
  };
}

function aboutParts(review: Claimed, baseUrl: string): Inline[] {
  return [
    { link: review.id, href: pageLinks(baseUrl).call(review.callId) },
    ` ${review.severity}: ${cut(cleanText(review.reason), 140)}`,
  ];
}
