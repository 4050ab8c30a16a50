import { z } from 'zod';
import { EXEMPT_DAYS, type Exemption } from '#src/domain/gate.ts';
import { verb } from '#src/verb.ts';
import { visibleScenario } from './get-scenario.ts';

/** A person accepts a scenario as known failing, with an owner and a reason: gates only warn of it until then, and block again after. */
export const acceptFailing = verb({
  name: 'scenario.accept_failing',
  input: z.object({
    scenarioId: z.string().min(1).max(80),
    owner: z.string().trim().min(1, 'Name who sees to it.').max(120),
    reason: z.string().trim().min(3, 'Say why it may fail for now.').max(1_000),
    days: z.int().min(1).max(EXEMPT_DAYS),
  }),
  allow: { role: 'approver' },
  async run(deps, ctx, { scenarioId, owner, reason, days }): Promise<{ exemption: Exemption }> {
    await visibleScenario(deps.store, ctx.actor, scenarioId);
    const exemption: Exemption = {
      scenarioId,
      kind: 'known_failing',
      owner,
      reason,
      acceptedBy: ctx.actor.name,
      since: ctx.now,
      until: new Date(ctx.now.getTime() + days * 86_400_000),
    };
    const facts = { owner, reason, until: exemption.until.toISOString() };
    return deps.store.write(
      ctx,
      { event: 'scenario.accepted_failing', subject: `scenario:${scenarioId}`, facts },
      async (tx) => {
        await tx.gates.exempt([exemption], true);
        return { exemption };
      },
    );
  },
});
