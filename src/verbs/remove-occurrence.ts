import { z } from 'zod';
import { conflict } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { redrawReview } from './announce.ts';
import { updateReview } from './change-review.ts';
import { ScenarioIdSchema, visibleScenario } from './get-scenario.ts';

/** Takes back that a call is another occurrence of a scenario: its review stays confirmed, and can be promoted on its own again. */
export const removeOccurrence = verb({
  name: 'scenario.remove_occurrence',
  input: z.object({ scenarioId: ScenarioIdSchema, callId: z.string().min(1).max(200) }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { scenarioId, callId }): Promise<{ scenarioId: string; removed: boolean }> {
    const { provenance } = await visibleScenario(deps.store, ctx.actor, scenarioId);
    if (provenance.callId === callId)
      throw conflict(`${scenarioId} was made from this call: it is no occurrence that could be taken back.`);
    return deps.store.write(
      ctx,
      (done: { removed: boolean }) => ({
        event: done.removed ? 'scenario.occurrence_removed' : 'scenario.occurrence_removed_again',
        subject: `scenario:${scenarioId}`,
        facts: { callId },
      }),
      async (tx) => {
        await tx.lock(`promotion:${callId}`);
        const by = { actorId: ctx.actor.id, at: ctx.now };
        const addedBy = await tx.scenarios.removeOccurrence(scenarioId, callId, by);
        const removed = addedBy !== undefined;
        const review = removed ? await tx.reviews.ofCall(callId) : undefined;
        if (review?.scenarioId !== scenarioId) return { scenarioId, removed };
        const after = await updateReview(tx, review.id, () => ({ scenarioId: undefined, updatedAt: ctx.now }));
        if (removed) await tx.reviews.removeVote(review.id, addedBy, 'promote');
        if (after) await redrawReview(tx, after);
        return { scenarioId, removed };
      },
    );
  },
});
