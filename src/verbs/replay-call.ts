import { z } from 'zod';
import { verb } from '#src/verb.ts';
import { visibleReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';

/** Asks for a call's own messages to be sent to today's agent; the thread of its card then shows both side by side. */
export const replayCall = verb({
  name: 'call.replay',
  input: z.object({ reviewId: ReviewIdSchema }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { reviewId }): Promise<{ callId: string }> {
    const { callId } = await visibleReview(deps.store, ctx, reviewId);
    return deps.store.write(ctx, { event: 'call.replay_requested', subject: `review:${reviewId}` }, async (tx) => {
      await tx.enqueue({ name: 'replay-call', data: { callId, requestedBy: ctx.actor.name }, key: callId });
      return { callId };
    });
  },
});
