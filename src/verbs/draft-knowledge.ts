import { z } from 'zod';
import type { DraftContent, ModelDraft } from '#src/domain/model-draft.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import { transcriptLines } from '#src/domain/transcript-lines.ts';
import type { Turn } from '#src/domain/turn.ts';
import { AppError } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { visibleReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';
import { drafterOf } from './draft-checks.ts';
import { visibleCall } from './get-call.ts';

const DRAFT_MS = 60_000;

/**
 * Has a model draft the article of a review's call: what the agent lacked. A call is drafted once, and nothing is written by it. Rejects with
 * `invalid` where no model is configured, `unavailable` or `limit` where it does not answer or answers nonsense.
 */
export const draftKnowledge = verb({
  name: 'article.draft_by_model',
  input: z.object({ reviewId: ReviewIdSchema }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { reviewId }): Promise<ModelDraft<'article'>> {
    const drafter = drafterOf(deps);
    const { callId, reason, note, failureModes } = await visibleReview(deps.store, ctx, reviewId);
    const known = await deps.store.drafts.ofCall(callId, 'article');
    if (known) return known;
    const { call } = await visibleCall(deps.store, ctx.actor, callId);
    const { redact } = createRedactor({ call, policy: deps.policy });
    const content: DraftContent<'article'> | undefined = await drafter.article({
      transcript: transcriptLines(redact(call.turns) as Turn[]),
      reasons: redact([reason, ...failureModes, ...(note === undefined ? [] : [note])]),
      signal: AbortSignal.timeout(DRAFT_MS),
    });
    if (!content) throw new AppError('unavailable', "The model's answer could not be read as an article; try again.");
    return deps.store.write(
      ctx,
      (done: ModelDraft<'article'>) => ({
        event: 'article.drafted',
        subject: `call:${callId}`,
        facts: { model: done.model, reviewId },
      }),
      (tx) => tx.drafts.keep(callId, 'article', { model: drafter.version, content, createdAt: ctx.now }),
    );
  },
});
