import { z } from 'zod';
import { verb } from '#src/verb.ts';
import { ScenarioIdSchema, visibleScenario } from './get-scenario.ts';

/** Moves a scenario to the fast or slow tier and keeps it there; "none" hands it back to the nightly plan. */
export const pinScenario = verb({
  name: 'scenario.pin',
  input: z.object({ scenarioId: ScenarioIdSchema, pin: z.enum(['fast', 'slow', 'none']) }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { scenarioId, pin }): Promise<{ scenarioId: string; pin: 'fast' | 'slow' | 'none' }> {
    const { tier } = await visibleScenario(deps.store, ctx.actor, scenarioId);
    return deps.store.write(
      ctx,
      { event: 'scenario.pinned', subject: `scenario:${scenarioId}`, facts: { pin } },
      async (tx) => {
        await tx.tiers.setPin(scenarioId, pin === 'none' ? undefined : pin);
        const move = { id: deps.runtime.id(), scenarioId, from: tier, why: 'pin' as const, at: ctx.now };
        if (pin !== 'none' && pin !== tier)
          await tx.tiers.move([{ ...move, to: pin, reason: `${ctx.actor.name} wants it in the ${pin} tier` }]);
        return { scenarioId, pin };
      },
    );
  },
});
