import { cleanText } from '#src/domain/plain-text.ts';
import { DISMISS_REASONS, type Review } from '#src/domain/review.ts';
import { ageWords } from './age-words.ts';
import type { CardVote } from './vote-line.ts';

/** "Confirmed · Refund without approval · @ann · promoted to SC-142": a review that needs nothing more, in one line. */
export function doneLine(
  review: Review,
  votes: readonly CardVote[],
  modeTitles: Readonly<Record<string, string>>,
  now: Date,
): string {
  const who = verdictName(review, votes);
  const by = who === undefined ? [] : [`@${who}`];
  const modes = review.failureModes.map((id) => modeTitles[id] ?? id).join(', ');
  const promoted = review.scenarioId === undefined ? [] : [`promoted to ${review.scenarioId}`];
  return cleanText([...parts(review, modes, now), ...by, ...promoted].join(' · '));
}

function parts(review: Review, modes: string, now: Date): string[] {
  switch (review.state) {
    case 'confirmed':
      return ['Confirmed', modes];
    case 'dismissed': {
      const reason = DISMISS_REASONS.find(({ id }) => id === review.dismissReason)?.label ?? review.dismissReason;
      return ['Not a failure', ...(reason === undefined ? [] : [reason])];
    }
    case 'duplicate':
      return [`Duplicate of ${review.duplicateOf ?? 'another review'}`, review.reason];
    default:
      return [
        review.snoozedUntil === undefined ? 'Snoozed' : `Snoozed, back ${ageWords(review.snoozedUntil, now)}`,
        review.reason,
      ];
  }
}

function verdictName(review: Review, votes: readonly CardVote[]): string | undefined {
  const id = review.verdictBy;
  if (id === undefined || review.state === 'snoozed') return undefined;
  if (id === review.ownerId && review.ownerName !== undefined) return review.ownerName;
  return votes.find((vote) => vote.actorId === id)?.actorName ?? id.slice(id.lastIndexOf(':') + 1);
}
