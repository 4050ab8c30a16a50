import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { decideSimilar } from '#src/domain/similar.ts';
import { spokenIn } from '#src/domain/spoken-in.ts';
import { notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import type { Tx } from '#src/ports/store.ts';
import { type Context, verb } from '#src/verb.ts';
import { resurrectedCard } from '#src/views/resurrected-card.ts';
import { onlookerOf, postWhere } from './announce.ts';
import { redactedCall } from './get-call.ts';
import { similarLine, syncSimilar } from './sync-similar.ts';

/** A flagged call brings archived scenarios back: those of its pattern, else the nearest that is the same by what was said. */
export const resurrectScenarios = verb({
  name: 'scenario.resurrect',
  input: z.object({ callId: z.string().min(1).max(200) }),
  allow: {},
  async run(deps, ctx, { callId }): Promise<{ scenarioIds: string[] }> {
    const [review, [whole]] = await Promise.all([deps.store.reviews.ofCall(callId), deps.store.calls.wholes([callId])]);
    if (!review || !whole) throw notFound(`The review of the call ${callId}`);
    const ofPattern = await deps.store.tiers.archived(review.agent, { patternKey: review.patternKey });
    const found =
      ofPattern.length > 0
        ? ofPattern.map((one) => ({ ...one, how: 'shows the same pattern' }))
        : await nearest(deps, review, spokenIn(redactedCall(deps, whole.call)));
    if (found.length === 0) return { scenarioIds: [] };
    return deps.store.write(
      ctx,
      (done) => done.scenarioIds.map((id) => ({ event: 'scenario.resurrected', subject: `scenario:${id}` })),
      async (tx) => {
        const archived = found.map((one) => ({ ...one, agent: review.agent }));
        const back = await bringBack(tx, deps, ctx, archived, { name: review.id, agent: review.agent });
        return { scenarioIds: back };
      },
    );
  },
});

/** Moves those of them that are archived into the fast tier, and tells the channels that see both agents; the ids of those moved. `call` is named by its review where it has one. */
export async function bringBack(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  scenarios: readonly { id: string; title: string; agent: string; how: string }[],
  call: { name: string; agent: string },
): Promise<string[]> {
  const moves = scenarios.map(({ id, how }) => ({
    id: deps.runtime.id(),
    scenarioId: id,
    from: 'archived' as const,
    to: 'fast' as const,
    why: 'resurrected' as const,
    reason: `the call of ${call.name} ${how}`,
    at: ctx.now,
  }));
  const moved = await tx.tiers.move(moves);
  for (const { id, title, agent, how } of scenarios.filter((one) => moved.has(one.id))) {
    const card = resurrectedCard({ scenario: { id, title }, call, how, baseUrl: deps.baseUrl });
    await postWhere(tx, deps, ctx, `resurrected:${id}-${call.name}`, (channel) => {
      const onlooker = onlookerOf(channel);
      return maySeeAgent(onlooker, agent) && maySeeAgent(onlooker, call.agent) ? { card } : undefined;
    });
  }
  return [...moved].sort();
}

/** How many near ones are looked through for an archived one. */
const LOOKED_THROUGH = 50;

async function nearest(deps: Deps, review: StoredReview, spoken: { customer: string; agent: string }) {
  await syncSimilar(deps);
  const line = await similarLine(deps);
  const hits = deps.similar
    .query(spoken, LOOKED_THROUGH, line)
    .filter(({ score }) => decideSimilar(score, true, line) === 'same');
  const archived = await deps.store.tiers.archived(review.agent, { ids: hits.map(({ id }) => id) });
  for (const { id, score } of hits) {
    const one = archived.find((scenario) => scenario.id === id);
    const modes = review.failureModes;
    const sameMode = modes.length === 0 || one?.failureModes.some((mode) => modes.includes(mode));
    if (one && sameMode) return [{ ...one, how: `is ${Math.round(score * 100)} % like it` }];
  }
  return [];
}
