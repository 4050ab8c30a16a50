import { describe, expect, test } from 'vitest';
import type { Actor, Role } from '#src/domain/actor.ts';
import type { Review, ReviewState } from '#src/domain/review.ts';
import {
  decideClaim,
  decideConfirm,
  decideDismiss,
  decideDuplicate,
  decideReopen,
  decideSnooze,
  decideUnclaim,
} from '#src/domain/triage.ts';

const NOW = new Date('2026-11-18T12:00:00Z');
const LATER = new Date('2026-11-18T16:00:00Z');

function actor(name: string, role: Role = 'reviewer'): Actor {
  return { kind: 'person', id: `web:${name}`, name, roles: [role], surface: 'web' };
}
const ann = actor('ann');
const bob = actor('bob');
const eve = actor('eve', 'approver');

function review(state: ReviewState, more: Partial<Review> = {}): Review {
  return {
    id: 'R-1',
    callId: 'c1',
    agent: 'shop',
    state,
    version: 4,
    severity: 'high',
    reason: 'Loop',
    patternKey: 'p',
    score: 40,
    failureModes: state === 'confirmed' ? ['loop'] : [],
    occurrences: 1,
    lastOccurrenceAt: NOW,
    queueOrder: 0.5,
    createdAt: NOW,
    updatedAt: NOW,
    ...(state === 'claimed' ? { ownerId: ann.id, ownerName: ann.name, claimedAt: NOW } : {}),
    ...(state === 'confirmed' || state === 'dismissed' ? { verdictBy: ann.id, verdictAt: NOW } : {}),
    ...(state === 'duplicate' ? { duplicateOf: 'R-9' } : {}),
    ...(state === 'snoozed' ? { snoozedUntil: LATER } : {}),
    ...more,
  };
}

/** The state it leads to, "same" when nothing changes, or the code it is refused with. */
function outcome(decide: () => { state?: ReviewState } | undefined): string {
  try {
    return decide()?.state ?? 'same';
  } catch (error) {
    return String((error as { code?: string }).code);
  }
}

const STATES: ReviewState[] = ['open', 'claimed', 'snoozed', 'confirmed', 'dismissed', 'duplicate'];
const confirm = (r: Review, who = bob, more: object = {}) =>
  decideConfirm(r, who, { failureModes: ['refund'], via: 'channel', ...more }, NOW);

describe('what becomes of a review', () => {
  test.each<[string, (r: Review) => { state?: ReviewState } | undefined, string[]]>([
    [
      'claimed by somebody',
      (r) => decideClaim(r, bob, NOW),
      ['claimed', 'conflict', 'claimed', 'conflict', 'conflict', 'conflict'],
    ],
    [
      'claimed by its owner',
      (r) => decideClaim(r, ann, NOW),
      ['claimed', 'same', 'claimed', 'conflict', 'conflict', 'conflict'],
    ],
    [
      'given back by its owner',
      (r) => decideUnclaim(r, ann),
      ['same', 'open', 'conflict', 'conflict', 'conflict', 'conflict'],
    ],
    [
      'given back by another',
      (r) => decideUnclaim(r, bob),
      ['same', 'forbidden', 'conflict', 'conflict', 'conflict', 'conflict'],
    ],
    [
      'given back by an approver',
      (r) => decideUnclaim(r, eve),
      ['same', 'open', 'conflict', 'conflict', 'conflict', 'conflict'],
    ],
    ['confirmed', (r) => confirm(r), ['confirmed', 'confirmed', 'confirmed', 'conflict', 'conflict', 'conflict']],
    [
      'dismissed',
      (r) => decideDismiss(r, bob, { reason: 'other', via: 'api' }, NOW),
      ['dismissed', 'dismissed', 'dismissed', 'conflict', 'same', 'conflict'],
    ],
    ['reopened', (r) => decideReopen(r), ['same', 'same', 'open', 'open', 'open', 'open']],
    [
      'snoozed',
      (r) => decideSnooze(r, new Date(LATER.getTime() + 1), NOW),
      ['snoozed', 'snoozed', 'snoozed', 'conflict', 'conflict', 'conflict'],
    ],
    [
      'marked a duplicate',
      (r) => decideDuplicate(r, bob, review('open', { id: 'R-2' }), 'api', NOW),
      ['duplicate', 'duplicate', 'duplicate', 'conflict', 'conflict', 'conflict'],
    ],
  ])('%s', (_, decide, expected) => {
    expect(STATES.map((state) => outcome(() => decide(review(state))))).toEqual(expected);
  });
});

describe('confirming', () => {
  test('the same modes again change nothing, in any order', () => {
    const done = review('confirmed', { failureModes: ['loop', 'refund'] });
    expect(confirm(done, bob, { failureModes: ['refund', 'loop', 'refund'] })).toBeUndefined();
  });

  test.each([
    ['the one who gave the verdict may change it', ann, {}, 'confirmed'],
    ['who saw the verdict may change it', bob, { sawVersion: 4 }, 'confirmed'],
    ['who saw an older state may not', bob, { sawVersion: 3 }, 'conflict'],
  ])('%s', (_, who, more, expected) => {
    expect(outcome(() => confirm(review('confirmed'), who, more))).toBe(expected);
  });

  test('takes at least one mode, and clears what a dismissal left', () => {
    expect(outcome(() => confirm(review('open'), bob, { failureModes: [] }))).toBe('invalid');
    expect(confirm(review('snoozed'))).toMatchObject({
      snoozedUntil: undefined,
      dismissReason: undefined,
      verdictBy: bob.id,
    });
  });
});

test('reopening gives a review back to its owner, without its verdict', () => {
  const reopened = decideReopen(review('confirmed', { ownerId: ann.id }));
  expect(reopened).toMatchObject({ state: 'claimed', failureModes: [], verdictBy: undefined, verdictAt: undefined });
});

test.each([
  ['itself', review('open'), 'invalid'],
  ['a duplicate', review('duplicate', { id: 'R-2' }), 'invalid'],
  ['a confirmed one, whose modes it takes', review('confirmed', { id: 'R-2' }), 'duplicate'],
])('a duplicate of %s', (_, other, expected) => {
  expect(outcome(() => decideDuplicate(review('open'), bob, other, 'api', NOW))).toBe(expected);
});

test('a snooze ends in the future, and the same one again changes nothing', () => {
  expect(outcome(() => decideSnooze(review('open'), NOW, NOW))).toBe('invalid');
  expect(decideSnooze(review('snoozed'), LATER, NOW)).toBeUndefined();
});
