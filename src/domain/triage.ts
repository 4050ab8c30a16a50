import { conflict, forbidden, invalid } from '#src/errors.ts';
import { type Actor, hasRole } from './actor.ts';
import { isDone, type Review, type Via } from './review.ts';

/** What a decision changes on a review; an explicit undefined clears a field. `undefined` as a whole: it already is so. */
export type TriageChange = Partial<Omit<Review, 'id' | 'callId' | 'version' | 'createdAt'>>;

const CLEARED_VERDICT = {
  verdictAt: undefined,
  verdictBy: undefined,
  verdictVia: undefined,
  dismissReason: undefined,
  duplicateOf: undefined,
} satisfies TriageChange;

/** Only one person works on a review: the second claim loses, and learns who was first. */
export function decideClaim(review: Review, actor: Actor, now: Date): TriageChange | undefined {
  if (review.state === 'claimed' && review.ownerId === actor.id) return undefined;
  if (review.state === 'claimed')
    throw conflict(`${review.ownerName ?? 'Somebody'} has already claimed ${review.id}.`, review);
  refuseDone(review, 'claim');
  return { state: 'claimed', ownerId: actor.id, ownerName: actor.name, claimedAt: now, snoozedUntil: undefined };
}

/** The owner gives it back; an approver may take it from anybody. */
export function decideUnclaim(review: Review, actor: Actor): TriageChange | undefined {
  if (review.state === 'open') return undefined;
  if (review.state !== 'claimed')
    throw conflict(`${review.id} is ${review.state}: there is no claim to give back.`, review);
  if (review.ownerId !== actor.id && !hasRole(actor, 'approver')) {
    throw forbidden(
      `${review.ownerName ?? 'Somebody else'} has claimed ${review.id}. Ask them, or an approver, to release it.`,
    );
  }
  return { state: 'open', ownerId: undefined, ownerName: undefined, claimedAt: undefined };
}

/** A failure, with at least one failure mode. Confirming again with the same modes changes nothing. */
export function decideConfirm(
  review: Review,
  actor: Actor,
  input: { failureModes: readonly string[]; note?: string; via: Via; sawVersion?: number },
  now: Date,
): TriageChange | undefined {
  if (input.failureModes.length === 0)
    throw invalid('Pick a failure mode.', [{ path: 'failureModes', message: 'Pick at least one.' }]);
  const failureModes = [...new Set(input.failureModes)].sort();
  if (
    review.state === 'confirmed' &&
    sameSet(failureModes, review.failureModes) &&
    (input.note ?? review.note) === review.note
  )
    return undefined;
  const sawIt = input.sawVersion === review.version || review.verdictBy === actor.id;
  if (isDone(review.state) && !(review.state === 'confirmed' && sawIt)) {
    throw conflict(`${review.id} is already ${describeVerdict(review)}. Reopen it to decide anew.`, review);
  }
  return {
    ...CLEARED_VERDICT,
    state: 'confirmed',
    failureModes,
    note: input.note ?? review.note,
    snoozedUntil: undefined,
    verdictAt: now,
    verdictBy: actor.id,
    verdictVia: input.via,
  };
}

/** Not a failure, for a reason. */
export function decideDismiss(
  review: Review,
  actor: Actor,
  input: { reason: string; note?: string; via: Via },
  now: Date,
): TriageChange | undefined {
  if (review.state === 'dismissed') return undefined;
  refuseDone(review, 'dismiss');
  return {
    ...CLEARED_VERDICT,
    state: 'dismissed',
    failureModes: [],
    dismissReason: input.reason,
    note: input.note ?? review.note,
    snoozedUntil: undefined,
    verdictAt: now,
    verdictBy: actor.id,
    verdictVia: input.via,
  };
}

/** Back to work: to its owner where there is one, else to everybody. */
export function decideReopen(review: Review): TriageChange | undefined {
  if (review.state === 'open' || review.state === 'claimed') return undefined;
  return { ...CLEARED_VERDICT, state: review.ownerId ? 'claimed' : 'open', failureModes: [], snoozedUntil: undefined };
}

/** The same failure as another review: done here, counted there. */
export function decideDuplicate(
  review: Review,
  actor: Actor,
  other: Review,
  via: Via,
  now: Date,
): TriageChange | undefined {
  if (other.id === review.id)
    throw invalid('A review cannot be a duplicate of itself.', [{ path: 'of', message: 'Name another review.' }]);
  if (other.state === 'duplicate') {
    throw invalid(`${other.id} is itself a duplicate of ${other.duplicateOf}.`, [
      { path: 'of', message: `Use ${other.duplicateOf}.` },
    ]);
  }
  if (review.state === 'duplicate' && review.duplicateOf === other.id) return undefined;
  refuseDone(review, 'mark as a duplicate');
  return {
    state: 'duplicate',
    duplicateOf: other.id,
    failureModes: other.failureModes,
    snoozedUntil: undefined,
    verdictAt: now,
    verdictBy: actor.id,
    verdictVia: via,
  };
}

/** Out of the queue until then. */
export function decideSnooze(review: Review, until: Date, now: Date): TriageChange | undefined {
  if (until.getTime() <= now.getTime())
    throw invalid('Snooze until a time to come.', [{ path: 'until', message: 'Pick a later time.' }]);
  refuseDone(review, 'snooze');
  if (review.state === 'snoozed' && review.snoozedUntil?.getTime() === until.getTime()) return undefined;
  return { state: 'snoozed', snoozedUntil: until };
}

/** "confirmed by web:ann", for messages. */
export function describeVerdict(review: Review): string {
  if (review.state === 'duplicate') return `a duplicate of ${review.duplicateOf}`;
  const modes = review.failureModes.length > 0 ? ` as ${review.failureModes.join(', ')}` : '';
  return `${review.state}${modes}`;
}

function refuseDone(review: Review, verb: string): void {
  if (!isDone(review.state)) return;
  throw conflict(
    `${review.id} is already ${describeVerdict(review)}: too late to ${verb} it. Reopen it first.`,
    review,
  );
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
