import { z } from 'zod';
import { decideConfirm } from '#src/domain/triage.ts';
import { invalid } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import type { Reads, Tx } from '#src/ports/store.ts';
import { type Context, verb } from '#src/verb.ts';
import { castVote, changeReview, updateReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';
import { countFailures } from './count-failures.ts';

export const ViaSchema = z.enum(['queue', 'channel', 'search', 'api']).default('api');

/** Confirms a failure with its failure modes; `withGroup` decides the occurrences grouped under its card alike. */
export const confirmReview = verb({
  name: 'review.confirm',
  input: z.object({
    reviewId: ReviewIdSchema,
    failureModes: z.array(z.string().min(1).max(80)).min(1, 'Pick at least one failure mode.').max(10),
    note: z.string().max(2_000).optional(),
    withGroup: z.boolean().default(false),
    sawVersion: z.int().optional(),
    via: ViaSchema,
  }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, input) {
    return changeReview(
      deps,
      ctx,
      input.reviewId,
      async (review, tx) => {
        await refuseUnknownModes(tx, deps, input.failureModes);
        const change = decideConfirm(review, ctx.actor, input, ctx.now);
        return {
          event: 'review.confirmed',
          change,
          vote: 'confirm',
          facts: { failureModes: input.failureModes, via: input.via },
        };
      },
      async (tx, before, after) => {
        const grouped = input.withGroup ? await confirmGroup(tx, ctx, after) : 0;
        const known = before.state === 'confirmed' ? before.failureModes : [];
        const newly = after.failureModes.filter((mode) => !known.includes(mode));
        await countFailures(tx, ctx, after, newly, 1 + grouped);
      },
    );
  },
});

/** A lead that somebody picked was no fair draw, and so are not those that are decided with it. Returns how many they are. */
async function confirmGroup(tx: Tx, ctx: Context, lead: StoredReview): Promise<number> {
  let confirmed = 0;
  const via = lead.verdictVia === 'queue' ? 'group' : (lead.verdictVia ?? 'channel');
  for (const review of await tx.reviews.groupedUnder(lead.id)) {
    const changed = await updateReview(tx, review.id, (now) => {
      if (now.state !== 'open' && now.state !== 'snoozed') return undefined;
      const change = decideConfirm(now, ctx.actor, { failureModes: lead.failureModes, via }, ctx.now);
      return change && { ...change, updatedAt: ctx.now };
    });
    if (!changed) continue;
    await castVote(tx, ctx, review.id, 'confirm');
    confirmed += 1;
  }
  return confirmed;
}

export type KnownMode = {
  id: string;
  title: string;
  owner: string;
  description?: string | undefined;
  suggestedBy: readonly string[];
};

/** Every failure mode there is: ratchet.yaml's and those people added. */
export async function allFailureModes(reads: Reads, deps: Pick<Deps, 'policy'>): Promise<KnownMode[]> {
  const added = await reads.reviews.failureModes();
  const known = new Set(deps.policy.failureModes.map((mode) => mode.id));
  return [
    ...deps.policy.failureModes.map(({ id, title, owner, description, suggestedBy }) => ({
      id,
      title,
      owner,
      description,
      suggestedBy,
    })),
    ...added
      .filter((mode) => !known.has(mode.id))
      .map(({ id, title, owner, description }) => ({
        id,
        title,
        owner,
        description: description ?? undefined,
        suggestedBy: [],
      })),
  ];
}

/** Throws `invalid` naming what is not in the taxonomy, and what is. */
export async function refuseUnknownModes(
  reads: Reads,
  deps: Pick<Deps, 'policy'>,
  ids: readonly string[],
): Promise<void> {
  const modes = await allFailureModes(reads, deps);
  const unknown = ids.filter((id) => !modes.some((mode) => mode.id === id));
  if (unknown.length === 0) return;
  const known =
    modes
      .map((mode) => mode.id)
      .slice(0, 20)
      .join(', ') || 'none yet: add them to failureModes in ratchet.yaml';
  throw invalid(`Unknown failure mode: ${unknown.join(', ')}.`, [
    { path: 'failureModes', message: `Use one of: ${known}.` },
  ]);
}
