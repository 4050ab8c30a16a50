import { z } from 'zod';
import { SEVERITIES } from '#src/domain/signal.ts';

const at = z.iso.datetime();
const StateJson = z.enum(['open', 'claimed', 'snoozed', 'confirmed', 'dismissed', 'duplicate']);

export const ReviewJson = z
  .object({
    id: z.string().describe('"R-12"'),
    callId: z.string(),
    callStartedAt: at,
    agent: z.string(),
    agentVersion: z.string().optional(),
    state: StateJson,
    version: z.int().describe('Grows with each change.'),
    severity: z.enum(SEVERITIES),
    reason: z.string(),
    patternKey: z.string(),
    score: z.number(),
    ownerId: z.string().optional(),
    ownerName: z.string().optional(),
    claimedAt: at.optional(),
    failureModes: z.array(z.string()),
    note: z.string().optional(),
    dismissReason: z.string().optional(),
    duplicateOf: z.string().optional(),
    snoozedUntil: at.optional(),
    verdictAt: at.optional(),
    verdictBy: z.string().optional(),
    verdictVia: z.enum(['queue', 'channel', 'search', 'api', 'group', 'look']).optional(),
    scenarioId: z.string().optional(),
    occurrences: z.int(),
    lastOccurrenceAt: at,
    queueOrder: z.number(),
    groupedUnder: z.string().optional(),
    recurrenceOf: z.string().optional(),
    foundBy: z.literal('look').optional().describe('No check flagged its call: a person found it.'),
    createdAt: at,
    updatedAt: at,
  })
  .meta({ id: 'Review' });

export const VoteJson = z.object({
  reviewId: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  vote: z.enum(['claim', 'confirm', 'dismiss', 'promote']),
  at,
});

const CountsJson = z.array(z.object({ state: StateJson, n: z.int() }));

const AuditJson = z.object({
  id: z.string(),
  event: z.string(),
  subject: z.string(),
  facts: z.record(z.string(), z.unknown()).optional(),
  actorKind: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  at,
});

export const ReviewListJson = z.object({ reviews: z.array(ReviewJson), counts: CountsJson });
export const ReviewPageJson = z.object({
  review: ReviewJson,
  votes: z.array(VoteJson),
  grouped: z.array(ReviewJson),
  history: z.array(AuditJson),
});
export const ChangedReviewJson = z
  .object({ review: ReviewJson, changed: z.boolean().describe('False when it already was so.') })
  .meta({ id: 'ChangedReview' });
export const SettingsJson = z.object({
  reminders: z.boolean(),
  quietHours: z.object({ from: z.string(), to: z.string() }).optional(),
});
export const HomeJson = z.object({
  mine: z.array(ReviewJson.extend({ releaseAt: at.describe('When the claim ends.') })),
  unclaimed: z.array(ReviewJson),
  counts: CountsJson,
  sla: z.object({
    claimHours: z.number(),
    verdictHours: z.number(),
    remindHours: z.number(),
    dailyLineAt: z.string(),
  }),
  week: z.object({ week: z.string(), flagged: z.int(), triaged: z.int(), promoted: z.int(), late: z.int() }),
  settings: SettingsJson,
  looks: z.int().describe('Calls that nothing flagged and that wait for a look.'),
});
/** The neutral card; its blocks are a surface's to draw. */
export const CardJson = z
  .looseObject({ tone: z.string(), title: z.string(), fallback: z.string() })
  .meta({ id: 'Card' });
