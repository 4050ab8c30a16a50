import { z } from 'zod';
import { conflict } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { ViaSchema } from './confirm-review.ts';
import { visibleScenario } from './get-scenario.ts';
import { draftPromotion, PromotableSchema } from './preview-promotion.ts';
import { closeReview, firstOf } from './promote-call.ts';
import { bringBack } from './resurrect-scenarios.ts';

/** Says that a failed call is another occurrence of a scenario that exists; an archived one comes back. */
export const addOccurrence = verb({
  name: 'scenario.add_occurrence',
  input: z.object({ of: PromotableSchema, scenarioId: z.string().min(1).max(80), via: ViaSchema }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { of, scenarioId, via }): Promise<{ scenarioId: string; added: boolean }> {
    const draft = await draftPromotion(deps, ctx, of);
    const scenario = await visibleScenario(deps.store, ctx.actor, scenarioId);
    const subject = `scenario:${scenarioId}`;
    let back: string[] = [];
    return deps.store.write(
      ctx,
      () => [
        { event: 'scenario.occurrence_added', subject, facts: { callId: draft.callId } },
        ...back.map(() => ({ event: 'scenario.resurrected', subject })),
      ],
      async (tx) => {
        back = [];
        const first = await firstOf(tx, draft);
        if (first && first !== scenarioId) throw conflict(`This call is already promoted to ${first}.`);
        const added = await tx.scenarios.addOccurrence(scenarioId, draft.callId, ctx.actor.id, ctx.now);
        if (!added) return { scenarioId, added };
        const similarity = draft.near.find((near) => near.scenarioId === scenarioId)?.score ?? 0;
        await tx.scenarios.addAnswer({
          id: deps.runtime.id(),
          callId: draft.callId,
          scenarioId,
          similarity,
          answer: 'same',
          actorId: ctx.actor.id,
          at: ctx.now,
        });
        // Its failure is back: archived, nothing would run it.
        const { agent } = scenario.content;
        const counted = {
          id: scenarioId,
          title: scenario.title,
          agent,
          how: 'was counted as another occurrence of it',
        };
        const call = { name: draft.reviewId ?? draft.callId, agent: draft.content.agent };
        back = await bringBack(tx, deps, ctx, [counted], call);
        await closeReview(tx, deps, ctx, draft, scenarioId, scenario.failureModes, via);
        return { scenarioId, added };
      },
    );
  },
});
